import {
  isNodeOf,
  type NoticeBatch,
  noticeBatchFault,
  noticeDigest,
  type ProofNotice,
  SEATS,
  toHex,
} from "@trellis/protocol";
import { ACCEPT, type Ignore, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { isForged, signersOf } from "./batchParts.ts";
import { type MessageEnvironment, namedSeat } from "./environment.ts";
import { knownProposal } from "./Validator.ts";

/** A batch may have one notice beyond the limits, and one for each so many. Their signatures are checked again in each batch, because they are not remembered. */
const EXCESS_PART = 16;

/**
 * P6.3, P6.5, R2: seats tell that they have proofs of nodes of a revealed proposal. The proofs are not here yet: who needs one asks for it.
 * A batch passes if one of its notices is new and within the limits, and few are beyond them. So who sends parts of a batch ahead holds nothing
 * of it back, and who mixes others' notices with notices that are too many holds nothing back, either: they come without those, too. Whoever
 * takes the batch has to bear those that are known or too many, within bounds of its own.
 */
export async function validateNoticeBatch(
  batch: NoticeBatch,
  environment: MessageEnvironment,
): Promise<Judgement> {
  const { context, limits, memory, isOwn } = environment;
  const { notices } = batch;
  const id = toHex(batch.proposalId);

  // P2.1 [REJECT] there are such seats
  if (notices.some(({ seat }) => seat >= SEATS)) return reject("seat_out_of_range");
  // P6.5 [REJECT] nodes of some tree, each once a seat, and in order
  if (noticeBatchFault(batch) !== undefined) return reject("notices_malformed");
  // P6.5 [WAIT] the proposal is known
  const proposal = knownProposal(environment, id);
  if (proposal === undefined) return wait("proposal_unknown", id);
  // P6.3 [REJECT] the nodes lie in the proposal's tree
  if (notices.some(({ node }) => !isNodeOf(node, proposal.depth))) return reject("node_outside_tree");
  // P5.3 [WAIT] the proposal is committed on L1
  const commitment = context.committed(batch.proposalId);
  if (commitment === undefined) return wait("proposal_not_committed");
  // P3.2 [IGNORE] a proof of the nodes can still reach L1
  if (context.isProofWindowOver(proposal)) return ignore("proof_window_over");

  const bound = (notice: ProofNotice) => namedSeat(id, notice.node, commitment, environment);
  const early = newNotices(batch, bound, environment);
  if ("result" in early) return early;
  // P6.1 [WAIT] the order can be known. A proof cannot exist before. Early notices could fill the places of later provers
  if (context.isOpen(proposal) && !context.isRevealTime(batch.proposalId)) return wait("window_open");
  // P2.3 [IGNORE] each seat has a key at the round's snapshot
  if (early.some(({ seat }) => context.proverKey(seat, proposal) === undefined))
    return ignore("seat_unknown");
  // R5 [IGNORE] each seat is active. Others earn nothing by a proof
  if (!early.every(({ seat }) => context.isActive(seat, proposal))) return ignore("seat_inactive");
  const isKnown = early.every((notice) => bound(notice) !== undefined);
  const signed = signersOf(early, id, limits.earlyNodesPerSeat);
  // [IGNORE] few notices of a seat wait
  if (!isKnown && !environment.mayWait(signed)) return ignore("signer_full");
  // P6.5 [REJECT] signatures by the seats' keys, those of notices that are too many, too: peers may know others. They come before the next
  // wait, so that only seats can fill the waiting room
  const digestOf = (notice: ProofNotice) => noticeDigest(context.domain, batch.proposalId, notice);
  if (!isOwn && (await isForged(early, proposal, digestOf, environment))) return reject("signature_invalid");
  // R2 [WAIT] the transcript is known. A notice that comes before the reveal must not take the place of the bound seat's
  if (!isKnown) return wait("transcript_unknown", id, signed);

  // [IGNORE] no other batch was faster
  const fresh = newNotices(batch, bound, environment);
  if ("result" in fresh) return fresh;
  const seen = memory.seen(id).notices;
  for (const notice of fresh) {
    const named = bound(notice) ?? null;
    if (seen.excess(notice, named, limits) === undefined) seen.note(notice, named);
  }
  return ACCEPT;
}

/** The notices that are not accepted yet, or why the batch is not worth a check: none is new, or too many of the new ones are beyond the limits. */
function newNotices(
  { proposalId, notices }: NoticeBatch,
  bound: (notice: ProofNotice) => number | null | undefined,
  { limits, memory }: MessageEnvironment,
): readonly ProofNotice[] | Ignore {
  const seen = memory.seen(toHex(proposalId)).notices;
  const fresh = notices.filter((notice) => !seen.has(notice));
  const faults = fresh.flatMap((notice): Ignore[] => {
    const named = bound(notice);
    // Whether it is too many shows when the transcript is known.
    const fault = named === undefined ? undefined : seen.excess(notice, named, limits);
    return fault === undefined ? [] : [fault];
  });
  const [fault = ignore("known")] = faults;
  const isWorthwhile =
    fresh.length > faults.length && faults.length <= Math.max(1, notices.length / EXCESS_PART);
  return isWorthwhile ? fresh : fault;
}
