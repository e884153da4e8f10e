import {
  type BatchedVote,
  isNodeOf,
  type Proposal,
  SEATS,
  toHex,
  type VoteBatch,
  voteBatchFault,
  voteDigest,
  voteNumber,
} from "@trellis/protocol";
import { fingerprint, type SignedVotes, type Voting } from "../gate/CheckedVotes.ts";
import { ACCEPT, type Ignore, ignore, type Judgement, reject, type Signed, wait } from "../Verdict.ts";
import { isCovered, type MessageEnvironment } from "./environment.ts";
import { knownProposal } from "./Validator.ts";

/** A batch with more signatures to check than this, 3 ms of work, is a long check. */
const SHORT = 32;

/** The votes of a batch by one of its seats. */
interface SeatVotes extends Voting {
  readonly votes: readonly BatchedVote[];
}

/** What gossip has accepted about a batch's proposal by now. */
interface SeenSoFar {
  /** Why the batch is not worth a check any more. */
  readonly excess: () => Ignore | undefined;
  readonly acceptedOf: (seat: number) => SignedVotes | undefined;
}

/** Of a proposal that is not known here. */
const NOTHING_SEEN: SeenSoFar = { excess: () => undefined, acceptedOf: () => undefined };

/** P4.2: votes of active seats for a proposal of an open round. */
export async function validateVotes(batch: VoteBatch, environment: MessageEnvironment): Promise<Judgement> {
  const { context, limits, memory, isOwn } = environment;
  const { votes } = batch;
  const id = toHex(batch.proposalId);

  // P2.1 [REJECT] there are such seats
  if (votes.some(({ seat }) => seat >= SEATS)) return reject("seat_out_of_range");
  // P4.2 [REJECT] scopes of some tree, each vote once and in order, no rescue vote
  if (voteBatchFault(batch) !== undefined) return reject("votes_malformed");
  // P4.2 [IGNORE] slots run from 0 to the prover's capacity
  if (votes.some(({ slot }) => slot >= limits.slots)) return ignore("slot_too_high");

  // P2.3 [IGNORE] each seat has an owner
  const proposal = knownProposal(environment, id);
  const seats = votesBySeat(batch, proposal, environment);
  if (seats === undefined) return ignore("seat_unknown");
  // P2.2 [IGNORE] each seat may be counted
  if (!seats.every(({ seat }) => context.isActive(seat, proposal))) return ignore("seat_inactive");
  if (proposal === undefined) return judgeEarly(batch, seats, environment);
  // P3.1 [IGNORE] its height and round are not over
  if (!context.isOpen(proposal)) return ignore("proposal_over");
  // R9, A24 [IGNORE] its proposer can still pay for it
  if (!isCovered(id, proposal, environment)) return ignore("balance_too_low");
  // P4.2 [REJECT] the scopes lie in the proposal's tree
  if (votes.some((vote) => !isNodeOf(vote, proposal.depth))) return reject("scope_outside_tree");

  const early = excess(seats, environment);
  if (early !== undefined) return early;

  if (!isOwn) {
    // P4.2 [REJECT] each new vote is signed by its seat's key
    const fault = await signatureFault(batch, seats, environment, {
      excess: () => excess(seats, environment),
      acceptedOf: (seat) => memory.seen(id).votes.get(seat),
    });
    if (fault !== undefined) return fault;
  }

  // [IGNORE] no other batch was faster
  const late = excess(seats, environment);
  if (late !== undefined) return late;
  const seen = memory.seen(id);
  for (const { seat, votes } of seats) {
    const ofSeat: SignedVotes = seen.votes.get(seat) ?? new Map();
    for (const vote of newVotes(votes, ofSeat)!) {
      ofSeat.set(voteNumber(vote), fingerprint(vote.signature));
      seen.voteCount++;
    }
    seen.votes.set(seat, ofSeat);
    memory.checkedVotes.delete(id, seat);
  }
  return ACCEPT;
}

/** The votes of each seat, with its key; undefined if a seat has none. */
function votesBySeat(
  { proposalId, votes }: VoteBatch,
  proposal: Proposal | undefined,
  { context }: MessageEnvironment,
): SeatVotes[] | undefined {
  const id = toHex(proposalId);
  const seats: SeatVotes[] = [];
  for (const [seat, own] of Map.groupBy(votes, ({ seat }) => seat)) {
    const key = context.proverKey(seat, proposal);
    if (key === undefined) return undefined;
    seats.push({ proposal: id, seat, key, votes: own });
  }
  return seats;
}

/** Whether a batch only repeats votes, or brings more than are kept of its seats or of the proposal. */
function excess(seats: readonly SeatVotes[], { limits, memory }: MessageEnvironment): Ignore | undefined {
  const seen = memory.seen(seats[0]!.proposal);
  let all = 0;
  let fresh = 0;
  let afterwards = 0;
  let isFirst = false;
  for (const { seat, votes } of seats) {
    const ofSeat = seen.votes.get(seat);
    const own = newVotes(votes, ofSeat);
    // [IGNORE] a seat signs a vote once. Others may know the first one only, and could not tell this batch from a forged one
    if (own === undefined) return ignore("signed_otherwise");
    const count = (ofSeat?.size ?? 0) + own.length;
    // [IGNORE] a seat votes within bounds
    if (count > limits.votesPerSeat) return ignore("too_many_of_seat");
    all += votes.length;
    fresh += own.length;
    afterwards += count;
    isFirst ||= ofSeat === undefined;
  }
  // [IGNORE] the batch brings new votes. Another signature does not make another vote
  if (fresh === 0) return ignore("known");
  // [IGNORE] the batch does not only repeat votes. A seat that was not heard yet is heard
  if (!isFirst && fresh * limits.votesPerNewVote < all) return ignore("too_few_new_votes");
  // [IGNORE] a proposal has votes within bounds. A few of each seat are still heard
  const isFull = seen.voteCount + fresh > limits.votesPerProposal;
  return isFull && afterwards > limits.votesAssured * seats.length
    ? ignore("too_many_of_proposal")
    : undefined;
}

/** Votes for a proposal that is not known here yet. Only seats can fill the waiting room, and each of their votes waits once. */
async function judgeEarly(
  batch: VoteBatch,
  seats: readonly SeatVotes[],
  environment: MessageEnvironment,
): Promise<Judgement> {
  const { limits, isOwn, mayWait } = environment;
  const id = toHex(batch.proposalId);
  const signed = seats.map(
    ({ seat, votes }): Signed => ({
      signer: `seat ${seat}`,
      subject: id,
      parts: votes.map(voteNumber),
      most: limits.votesPerSeat,
    }),
  );
  // [IGNORE] few votes of a seat wait
  if (!mayWait(signed)) return ignore("signer_full");
  if (!isOwn) {
    // [IGNORE] each vote is signed: one that is not could keep the true one out. The seat may have had another key in the proposal's round,
    // so this is no reason to reject
    const fault = await signatureFault(batch, seats, environment, NOTHING_SEEN);
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
 * @param seen - asked again when a long check begins.
 */
async function signatureFault(
  { proposalId }: VoteBatch,
  seats: readonly SeatVotes[],
  environment: MessageEnvironment,
  seen: SeenSoFar,
): Promise<Judgement | undefined> {
  const { context, memory, heavy } = environment;
  const check = async (): Promise<Judgement | undefined> => {
    const late = seen.excess();
    if (late !== undefined) return late;
    const unchecked = uncheckedVotes(seats, environment, seen);
    if ("result" in unchecked) return unchecked;
    const forged = await context.firstForged(
      unchecked.map(({ vote, seat: { key } }) => ({
        digest: voteDigest(context.domain, proposalId, vote),
        signature: vote.signature,
        key,
      })),
    );
    for (const { seat, vote } of unchecked.slice(0, forged)) {
      memory.checkedVotes.add(seat, voteNumber(vote), fingerprint(vote.signature));
    }
    return forged === undefined ? undefined : reject("signature_invalid");
  };
  const unchecked = uncheckedVotes(seats, environment, seen);
  if ("result" in unchecked) return unchecked;
  return unchecked.length <= SHORT ? check() : heavy(check);
}

/** The new votes whose signatures were not checked before, or why the batch is not worth a check. */
function uncheckedVotes(
  seats: readonly SeatVotes[],
  { limits, memory }: MessageEnvironment,
  { acceptedOf }: SeenSoFar,
): { readonly seat: SeatVotes; readonly vote: BatchedVote }[] | Ignore {
  const unchecked: { seat: SeatVotes; vote: BatchedVote }[] = [];
  for (const seat of seats) {
    const checked = memory.checkedVotes.of(seat);
    let count = checked.size;
    for (const vote of newVotes(seat.votes, acceptedOf(seat.seat)) ?? []) {
      const before = checked.get(voteNumber(vote));
      if (before === fingerprint(vote.signature)) continue;
      // [IGNORE] a seat signs a vote once
      if (before !== undefined) return ignore("signed_otherwise");
      // [IGNORE] so many votes of a seat are checked
      if (++count > limits.votesPerSeat) return ignore("too_many_of_seat");
      unchecked.push({ seat, vote });
    }
  }
  return unchecked;
}
