import { isNodeOf, SEATS, toHex, voteNumber } from "@trellis/protocol";
import { verifyVote } from "@trellis/protocol/keys";
import { type VoteBatch, voteBatchFault } from "@trellis/protocol/second";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../../Verdict.ts";
import { knownProposal } from "../../validation/Validator.ts";
import { isCovered, type SecondEnvironment } from "./environment.ts";

/** Vote signatures checked in one turn of the event loop: about 3 ms. */
const TURN = 32;

/** P4.2: votes of one active seat for a proposal of an open round. */
export async function validateVotes(batch: VoteBatch, environment: SecondEnvironment): Promise<Judgement> {
  const { context, limits, memory, isOwn } = environment;
  const { seat, votes } = batch;
  const id = toHex(batch.proposalId);

  // P2.1 [REJECT] there is such a seat
  if (seat >= SEATS) return reject("seat_out_of_range");
  // P4.2 [REJECT] scopes of some tree, each vote once and in order, no rescue vote
  if (voteBatchFault(batch) !== undefined) return reject("votes_malformed");
  // P4.2 [IGNORE] slots run from 0 to the prover's capacity
  if (votes.some(({ slot }) => slot >= limits.slots)) return ignore("slot_too_high");

  // P2.3 [IGNORE] the seat has an owner
  const proposal = knownProposal(environment, id);
  const key = context.proverKey(seat, proposal);
  if (key === undefined) return ignore("seat_unknown");
  // P2.2 [IGNORE] the seat may be counted
  if (!context.isActive(seat, proposal)) return ignore("seat_inactive");
  const isSigned = (vote: (typeof votes)[number]): boolean =>
    isOwn || verifyVote(context.domain, { ...vote, proposalId: batch.proposalId }, key);
  if (proposal === undefined) {
    // [IGNORE] the first vote is signed, so that only seats can fill the waiting room. The seat may have had another key in the proposal's
    // round, so this is no reason to reject
    if (!isSigned(votes[0]!)) return ignore("proposal_unknown");
    // P4.2 [WAIT] the proposal is known
    return wait("proposal_unknown", id);
  }
  // P3.1 [IGNORE] its height and round are not over
  if (!context.isOpen(proposal)) return ignore("proposal_over");
  // R9, A24 [IGNORE] its proposer can still pay for it
  if (!isCovered(id, proposal, environment)) return ignore("balance_too_low");
  // P4.2 [REJECT] the scopes lie in the proposal's tree
  if (votes.some((vote) => !isNodeOf(vote, proposal.depth))) return reject("scope_outside_tree");

  const seen = memory.seen(id);
  const news = (): typeof votes => {
    const ofSeat = seen.votes.get(seat);
    return ofSeat === undefined ? votes : votes.filter((vote) => !ofSeat.has(voteNumber(vote)));
  };
  const excess = (fresh: typeof votes): Judgement | undefined => {
    // [IGNORE] the batch brings new votes. Another signature does not make another vote
    if (fresh.length === 0) return ignore("known");
    // [IGNORE] the batch does not only repeat votes
    if (fresh.length * limits.votesPerNewVote < votes.length) return ignore("too_few_new_votes");
    const ofSeat = (seen.votes.get(seat)?.size ?? 0) + fresh.length;
    // [IGNORE] a seat votes within bounds
    if (ofSeat > limits.votesPerSeat) return ignore("too_many_of_seat");
    // [IGNORE] a proposal has votes within bounds. Each seat's first few are still heard
    const isFull = seen.voteCount + fresh.length > limits.votesPerProposal;
    return isFull && ofSeat > limits.votesAssured ? ignore("too_many_of_proposal") : undefined;
  };
  const fresh = news();
  const early = excess(fresh);
  if (early !== undefined) return early;

  // P4.2 [REJECT] each new vote is signed by the seat's key
  for (let start = 0; start < fresh.length; start += TURN) {
    if (start > 0) await environment.pacer.turn();
    if (!fresh.slice(start, start + TURN).every(isSigned)) return reject("signature_invalid");
  }

  // [IGNORE] no other batch was faster
  const added = news();
  const late = excess(added);
  if (late !== undefined) return late;
  const ofSeat = seen.votes.get(seat) ?? new Set();
  for (const vote of added) ofSeat.add(voteNumber(vote));
  seen.votes.set(seat, ofSeat);
  seen.voteCount += added.length;
  return ACCEPT;
}
