import {
  bitmapHash,
  equalBytes,
  nodeCount,
  SEATS,
  type SignedTranscript,
  toHex,
  transcriptBitmap,
  transcriptFault,
  transcriptRoot,
} from "@trellis/protocol";
import { verifyCommitment, verifyVote } from "@trellis/protocol/keys";
import { ACCEPT, ignore, type Judgement, type Reject, reject, wait } from "../Verdict.ts";
import { knownProposal, type ValidationEnvironment } from "./Validator.ts";

/** Vote signatures checked in one turn of the event loop: about 3 ms. */
const BATCH = 32;

/** P5.2, P5.3: the transcript that a proposer is going to commit, with every vote in it. */
export async function validateTranscript(
  message: SignedTranscript,
  environment: ValidationEnvironment,
): Promise<Judgement> {
  const { context, limits, memory, isOwn } = environment;
  const { domain } = context;
  const id = toHex(message.proposalId);

  // P5.2 [WAIT] the proposal is known
  const proposal = knownProposal(environment, id);
  if (proposal === undefined) return wait("proposal_unknown", id);
  const { depth } = proposal;
  const seen = memory.seen(id);
  const root = toHex(message.transcriptRoot);
  // [IGNORE] the transcript has not been seen
  if (seen.transcripts.has(root)) return ignore("known");
  // P5.3 [IGNORE] L1 has not recorded another transcript. Once it has recorded one, the others do not matter
  const committed = context.committed(message.proposalId);
  if (
    committed !== undefined &&
    !(
      equalBytes(committed.transcriptRoot, message.transcriptRoot) &&
      equalBytes(committed.bitmapHash, message.bitmapHash)
    )
  ) {
    return ignore("other_is_committed");
  }
  // [IGNORE] a proposer replaces its transcript a few times only. The committed one always passes
  if (committed === undefined && seen.transcripts.size >= limits.transcriptsPerProposal) {
    return ignore("too_many_of_proposal");
  }

  // P5.3 [REJECT] EIP-712 authorisation by the proposer. It comes first, so that only the proposer can cause
  // the work below
  if (
    !isOwn &&
    !verifyCommitment(
      domain,
      message.proposalId,
      message.transcriptRoot,
      message.bitmapHash,
      message.signature,
      proposal.proposer,
    )
  ) {
    return reject("signature_invalid");
  }
  // P5.2 [REJECT] each node has at most one entry
  if (message.entries.length > nodeCount(depth)) return reject("too_many_entries");
  // P1.3 [REJECT] there are such seats
  if (message.entries.some((entry) => entry.seat >= SEATS)) return reject("seat_out_of_range");
  // P1.3 [WAIT] the seats have owners. It comes before the work below, so that a later look does not repeat
  // that work
  const keys = new Map<number, Uint8Array>();
  for (const { seat } of message.entries) {
    const key = keys.get(seat) ?? context.proverKey(seat);
    if (key === undefined) return wait("seat_unknown");
    keys.set(seat, key);
  }
  // P5.1, P9.5 [REJECT] nodes in the tree and once each, votes cover their nodes, each vote at most once
  if (transcriptFault(message.entries, depth) !== undefined) return reject("entries_malformed");
  const fault = isOwn ? undefined : await contentFault(message, depth, keys, environment);
  if (fault !== undefined) return fault;

  // [IGNORE] a differently encoded copy was not faster
  if (seen.transcripts.has(root)) return ignore("known");
  seen.transcripts.add(root);
  return ACCEPT;
}

/** What is wrong with the entries' root and bitmap, or with the votes in the entries. */
async function contentFault(
  message: SignedTranscript,
  depth: number,
  keys: ReadonlyMap<number, Uint8Array>,
  { context, pacer }: ValidationEnvironment,
): Promise<Reject | undefined> {
  // P5.3 [REJECT] the bitmap matches the entries' seats
  if (!equalBytes(bitmapHash(transcriptBitmap(message.entries)), message.bitmapHash)) {
    return reject("bitmap_mismatch");
  }
  // P5.2 [REJECT] the root matches the entries
  await pacer.turn();
  if (!equalBytes(transcriptRoot(message.entries, depth), message.transcriptRoot))
    return reject("root_mismatch");

  for (let start = 0; start < message.entries.length; start += BATCH) {
    await pacer.turn();
    for (const entry of message.entries.slice(start, start + BATCH)) {
      // P4.2 [REJECT] every vote is signed by its seat's key
      const vote = { ...entry.vote, proposalId: message.proposalId, signature: entry.signature };
      if (!verifyVote(context.domain, vote, keys.get(entry.seat)!)) return reject("vote_signature_invalid");
    }
  }
  return undefined;
}
