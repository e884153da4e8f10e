import { equalBytes, LEAF_TRANSACTIONS, type Proposal, toHex } from "@trellis/protocol";
import { verifyVote } from "@trellis/protocol/keys";
import { boundEntries, type Reveal } from "@trellis/protocol/second";
import { ACCEPT, ignore, type Judgement, type Reject, reject, type Wait, wait } from "../../Verdict.ts";
import { knownProposal } from "../../validation/Validator.ts";
import type { SecondCommitment } from "../SecondGossipContext.ts";
import { NamedSeats } from "../SecondMemory.ts";
import type { SecondEnvironment } from "./environment.ts";

/** Vote signatures checked in one turn of the event loop: about 3 ms. */
const TURN = 32;

/** P6.1, R2, R17: order and whole transcript of a committed proposal whose turn to reveal has come. */
export async function validateReveal(reveal: Reveal, environment: SecondEnvironment): Promise<Judgement> {
  const { context, memory, heavy, isOwn } = environment;
  const id = toHex(reveal.proposalId);

  // P6.1 [WAIT] the proposal is known
  const proposal = knownProposal(environment, id);
  if (proposal === undefined) return wait("proposal_unknown", id);
  // P4.1 [REJECT] the transactions do not outnumber the tree's places
  if (reveal.transactions.length > 2 ** proposal.depth * LEAF_TRANSACTIONS)
    return reject("too_many_transactions");
  // P5.3 [WAIT] the proposal is committed on L1
  const commitment = context.committed(reveal.proposalId);
  if (commitment === undefined) return wait("proposal_not_committed");
  const seen = memory.seen(id);
  // [IGNORE] it has not been revealed yet. There is one order and one transcript
  if (seen.named?.isOf(commitment)) return ignore("known");
  // R17 [WAIT] the proposal window is over, and the leader is settled
  const from = context.revealFrom(reveal.proposalId);
  if (from === undefined) return wait("window_open");
  // R17, A23 [WAIT] its turn has come. Whoever reveals earlier gives its order away for nothing
  if (context.now() < from) return wait("turn_not_come");

  if (!isOwn) {
    // R2 [REJECT] the entries lead to the root on L1
    const shown = await heavy.run(async () => ({
      isTranscript: await context.isTranscript(reveal, proposal.depth, commitment.transcriptRoot),
    }));
    if (shown === undefined) return ignore("busy");
    if (!shown.isTranscript) return reject("root_mismatch");
    // P4.1 [REJECT] secret and transactions open the order commitment
    const opened = await heavy.run(async () => ({
      order: await context.orderCommitment(reveal.secret, reveal.transactions, proposal.depth),
    }));
    if (opened === undefined) return ignore("busy");
    if (opened.order === undefined) return reject("order_malformed");
    if (!equalBytes(opened.order, proposal.orderCommitment)) return reject("order_mismatch");
    const fault = await voteFault(reveal, proposal, commitment, environment);
    if (fault !== undefined) return fault;
  }

  // [IGNORE] no copy was faster
  if (seen.named?.isOf(commitment)) return ignore("known");
  seen.named = new NamedSeats(reveal.entries, commitment);
  return ACCEPT;
}

/**
 * What is wrong with the votes of the entries that bind a seat. The root does not cover their signatures. Without this check anyone could
 * send the reveal with broken signatures ahead, and provers would take the seats for ones that have never voted.
 */
async function voteFault(
  { proposalId, entries }: Reveal,
  proposal: Proposal,
  { committed }: SecondCommitment,
  { context, pacer }: SecondEnvironment,
): Promise<Reject | Wait | undefined> {
  const bound = [...boundEntries(entries, committed).values()];
  for (let start = 0; start < bound.length; start += TURN) {
    await pacer.turn();
    for (const { seat, vote, signature } of bound.slice(start, start + TURN)) {
      // P2.3 [WAIT] the seat's key at the snapshot is known
      const key = context.proverKey(seat, proposal);
      if (key === undefined) return wait("seat_unknown");
      // P4.2 [REJECT] the seat has signed the vote by which it is bound
      if (!verifyVote(context.domain, { ...vote, proposalId, signature }, key))
        return reject("vote_signature_invalid");
    }
  }
  return undefined;
}
