import type { ProverBitmap } from "../seats/ProverBitmap.ts";
import { nodeNumber } from "../tree/TreeNode.ts";
import { encodeTranscriptEntry, isVacant, type NodeEntry } from "./transcriptEntry.ts";

/**
 * R2, R9: the entries of a transcript that bind somebody, by node number. The others are vacant: {@link isVacant} by themselves, or
 * because one vote serves for several of them. The circuits see one entry at a time and so do not know of the second rule. Nodes follow
 * it: nobody claims such an entry, and others may prove its node at once.
 * @param entries - of one block's tree, at most one a node.
 * @param committed - the bitmap of the same commitment.
 * @throws TRL-PRO-006 for a seat outside 0..2047.
 */
export function boundEntries<Entry extends NodeEntry>(
  entries: Iterable<Entry>,
  committed: ProverBitmap,
): Map<number, Entry> {
  // An entry's number is seat, scope and slot: the vote itself.
  const byVote = new Map<bigint, Entry[]>();
  for (const entry of entries) {
    const vote = encodeTranscriptEntry(entry);
    if (isVacant(vote, entry.node, committed)) continue;
    const uses = byVote.get(vote);
    if (uses === undefined) byVote.set(vote, [entry]);
    else uses.push(entry);
  }
  const bound = [...byVote.values()].flatMap((uses) => (uses.length === 1 ? uses : []));
  return new Map(bound.map((entry) => [nodeNumber(entry.node), entry]));
}
