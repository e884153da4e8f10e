import { HashBatch, type HashSteps } from "@trellis/ledger";
import { type NodeEntry, TranscriptTree } from "@trellis/protocol";

/** R2: the transcript of these entries, in steps. At depth 11 it takes 4,095 hashes. @throws TRL-PRO-006 for a seat outside 0..2047. */
export function* transcriptSteps(entries: Iterable<NodeEntry>): HashSteps<TranscriptTree> {
  const steps = TranscriptTree.ofSteps(entries);
  let next = steps.next();
  while (next.done !== true) {
    const batch = new HashBatch();
    const places = next.value.map(([left, right]) => batch.hash([batch.value(left), batch.value(right)]));
    const hashes = yield batch;
    next = steps.next(places.map((place) => hashes.at(place)));
  }
  return next.value;
}
