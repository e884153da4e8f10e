import {
  type BatchedVote,
  isNodeOf,
  SEATS,
  toHex,
  type VoteBatch,
  voteBatchFault,
  voteNumber,
} from "@trellis/protocol";
import { verifyVote } from "@trellis/protocol/keys";
import { fingerprint, type SignedVotes } from "../gate/CheckedVotes.ts";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { isCovered, type MessageEnvironment } from "./environment.ts";
import { knownProposal } from "./Validator.ts";

/** Vote signatures checked in one turn of the event loop: about 3 ms. A batch with more to check is a long check. */
const TURN = 32;

/** P4.2: votes of one active seat for a proposal of an open round. */
export async function validateVotes(batch: VoteBatch, environment: MessageEnvironment): Promise<Judgement> {
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
  if (proposal === undefined) return judgeEarly(batch, key, environment);
  // P3.1 [IGNORE] its height and round are not over
  if (!context.isOpen(proposal)) return ignore("proposal_over");
  // R9, A24 [IGNORE] its proposer can still pay for it
  if (!isCovered(id, proposal, environment)) return ignore("balance_too_low");
  // P4.2 [REJECT] the scopes lie in the proposal's tree
  if (votes.some((vote) => !isNodeOf(vote, proposal.depth))) return reject("scope_outside_tree");

  const seen = memory.seen(id);
  const excess = (): Judgement | undefined => {
    const ofSeat = seen.votes.get(seat);
    const fresh = newVotes(votes, ofSeat);
    // [IGNORE] a seat signs a vote once. Others may know the first one only, and could not tell this batch from a forged one
    if (fresh === undefined) return ignore("signed_otherwise");
    // [IGNORE] the batch brings new votes. Another signature does not make another vote
    if (fresh.length === 0) return ignore("known");
    // [IGNORE] the batch does not only repeat votes
    if (fresh.length * limits.votesPerNewVote < votes.length) return ignore("too_few_new_votes");
    const count = (ofSeat?.size ?? 0) + fresh.length;
    // [IGNORE] a seat votes within bounds
    if (count > limits.votesPerSeat) return ignore("too_many_of_seat");
    // [IGNORE] a proposal has votes within bounds. Each seat's first few are still heard
    const isFull = seen.voteCount + fresh.length > limits.votesPerProposal;
    return isFull && count > limits.votesAssured ? ignore("too_many_of_proposal") : undefined;
  };
  const early = excess();
  if (early !== undefined) return early;

  if (!isOwn) {
    // P4.2 [REJECT] each new vote is signed by the seat's key
    const fault = await signatureFault(batch, key, environment, () => ({
      ofSeat: seen.votes.get(seat),
      late: excess(),
    }));
    if (fault !== undefined) return fault;
  }

  // [IGNORE] no other batch was faster
  const late = excess();
  if (late !== undefined) return late;
  const ofSeat: SignedVotes = seen.votes.get(seat) ?? new Map();
  for (const vote of newVotes(votes, ofSeat)!) {
    ofSeat.set(voteNumber(vote), fingerprint(vote.signature));
    seen.voteCount++;
  }
  seen.votes.set(seat, ofSeat);
  memory.checkedVotes.delete(id, seat);
  return ACCEPT;
}

/** Votes for a proposal that is not known here yet. Only a seat can fill the waiting room, and each of its votes waits once. */
async function judgeEarly(
  batch: VoteBatch,
  key: Uint8Array,
  environment: MessageEnvironment,
): Promise<Judgement> {
  const { limits, isOwn, mayWait } = environment;
  const id = toHex(batch.proposalId);
  const parts = batch.votes.map(voteNumber);
  const signed = { signer: `seat ${batch.seat}`, subject: id, parts, most: limits.votesPerSeat };
  // [IGNORE] few votes of a seat wait
  if (!mayWait(signed)) return ignore("signer_full");
  if (!isOwn) {
    // [IGNORE] each vote is signed: one that is not could keep the true one out. The seat may have had another key in the proposal's round,
    // so this is no reason to reject
    const fault = await signatureFault(batch, key, environment, () => ({
      ofSeat: undefined,
      late: undefined,
    }));
    if (fault !== undefined) return fault.result === "reject" ? ignore("proposal_unknown") : fault;
  }
  // P4.2 [WAIT] the proposal is known
  return wait("proposal_unknown", id, signed);
}

/** The votes that are not accepted yet; undefined if one was accepted with another signature. */
function newVotes(
  votes: readonly BatchedVote[],
  accepted: SignedVotes | undefined,
): readonly BatchedVote[] | undefined {
  if (accepted === undefined) return votes;
  const fresh: BatchedVote[] = [];
  for (const vote of votes) {
    const before = accepted.get(voteNumber(vote));
    if (before === undefined) fresh.push(vote);
    else if (before !== fingerprint(vote.signature)) return undefined;
  }
  return fresh;
}

/**
 * Checks the signatures of new votes, each once: whatever becomes of the batch, a vote that is signed is remembered.
 * @param now - accepted votes of the seat, and whether the batch came too late by now. Asked again when a long check begins.
 */
async function signatureFault(
  batch: VoteBatch,
  key: Uint8Array,
  environment: MessageEnvironment,
  now: () => { readonly ofSeat: SignedVotes | undefined; readonly late: Judgement | undefined },
): Promise<Judgement | undefined> {
  const { context, limits, memory, turn, heavy } = environment;
  const { proposalId, seat, votes } = batch;
  const checked = memory.checkedVotes.of(toHex(proposalId), seat, key);
  const check = async (): Promise<Judgement | undefined> => {
    const { ofSeat, late } = now();
    if (late !== undefined) return late;
    let checks = 0;
    for (const vote of newVotes(votes, ofSeat) ?? []) {
      const number = voteNumber(vote);
      const before = checked.get(number);
      if (before === fingerprint(vote.signature)) continue;
      // [IGNORE] a seat signs a vote once
      if (before !== undefined) return ignore("signed_otherwise");
      // [IGNORE] so many votes of a seat are checked
      if (checked.size >= limits.votesPerSeat) return ignore("too_many_of_seat");
      if (checks > 0 && checks % TURN === 0) {
        const dropped = await turn();
        if (dropped !== undefined) return dropped;
      }
      checks++;
      if (!verifyVote(context.domain, { ...vote, proposalId }, key)) return reject("signature_invalid");
      checked.set(number, fingerprint(vote.signature));
    }
    return undefined;
  };
  const unchecked = (newVotes(votes, now().ofSeat) ?? []).filter((vote) => !checked.has(voteNumber(vote)));
  return unchecked.length <= TURN ? check() : heavy(check);
}
