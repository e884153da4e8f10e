import { isNodeOf, MAX_DEPTH, SEATS, toHex, type Vote, voteNumber } from "@trellis/protocol";
import { verifyVote } from "@trellis/protocol/keys";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { knownProposal, type ValidationEnvironment } from "./Validator.ts";

/** P4.2: a vote by an active seat for a proposal of the open height. */
export function validateVote(vote: Vote, environment: ValidationEnvironment): Judgement {
  const { context, limits, memory, isOwn } = environment;
  const id = toHex(vote.proposalId);

  // P1.3 [REJECT] there is such a seat
  if (vote.seat >= SEATS) return reject("seat_out_of_range");
  // P4.2 [REJECT] the vote's scope is a node of some tree
  if (!isNodeOf(vote, MAX_DEPTH)) return reject("scope_malformed");
  // P4.2 [IGNORE] slots run from 0 to the prover's capacity
  if (vote.slot >= limits.slots) return ignore("slot_too_high");

  // [IGNORE] the seat has not sent this vote. Another signature does not make it another vote
  const proposal = knownProposal(environment, id);
  const seen = proposal === undefined ? undefined : memory.seen(id);
  const ofSeat = seen?.votes.get(vote.seat);
  const number = voteNumber(vote);
  if (ofSeat?.has(number)) return ignore("known");

  // P1.3 [IGNORE] the seat has an owner
  const key = context.proverKey(vote.seat);
  if (key === undefined) return ignore("seat_unknown");
  // P2.2 [IGNORE] the seat may be counted
  if (!context.isActive(vote.seat)) return ignore("seat_inactive");
  // P4.2 [REJECT] signature by the seat's key. It comes before any wait, so that only seats can fill the
  // waiting room
  if (!isOwn && !verifyVote(context.domain, vote, key)) return reject("signature_invalid");

  // P4.2 [WAIT] the proposal is known
  if (proposal === undefined || seen === undefined) return wait("proposal_unknown", id);
  // P3.1 [IGNORE] its height and round are not over
  if (!context.isOpen(proposal)) return ignore("proposal_over");
  // P4.2 [REJECT] the scope lies in the proposal's tree
  if (!isNodeOf(vote, proposal.depth)) return reject("scope_outside_tree");
  // [IGNORE] a seat votes within bounds
  if (ofSeat !== undefined && ofSeat.size >= limits.votesPerSeat) return ignore("too_many_of_seat");
  // [IGNORE] a proposal has votes within bounds. Each seat's first few are still heard
  const isAssured = (ofSeat?.size ?? 0) < limits.votesAssured;
  if (seen.voteCount >= limits.votesPerProposal && !isAssured) return ignore("too_many_of_proposal");

  if (ofSeat === undefined) seen.votes.set(vote.seat, new Set([number]));
  else ofSeat.add(number);
  seen.voteCount++;
  return ACCEPT;
}
