import { score } from "@trellis/protocol";
import { provisionalLeader } from "../ranking/provisionalLeader.ts";
import type { RankedBid } from "../ranking/RankedBid.ts";

/**
 * Why a block proof is worth its gas to a party. `leads`: it would lead the round. `savesBond`: the party's own bid leads by its
 * committed provers, and loses its bond without a proof (P9.6). `paidBehind`: it would not lead, but pays one of the party's seats
 * (P8.4, P8.5).
 */
export type SubmissionReason = "leads" | "savesBond" | "paidBehind";

/** A block proof that a party could submit. */
export interface SubmittableProof {
  /** Its distinct provers that may be counted in the round. */
  readonly provers: number;
  /** Whether one of the party's seats is among its provers. */
  readonly paysOwnSeat: boolean;
}

/** The facts of a round in its proof window that decide which proofs are worth submitting. */
export interface SubmittingRound {
  /** All bids, in order of arrival. */
  readonly ranking: readonly RankedBid[];
  /** P7.3: exponent of the round's scores, eighths. */
  readonly alpha: number;
  /** Highest score of the proofs that L1 accepted; 0 without proofs. */
  readonly bestScore: bigint;
  /** P8.4: how many proven blocks are paid besides the winner. */
  readonly uncles: number;
  /** P8.5: whether all proven blocks are paid. */
  readonly fairPay: boolean;
}

/** A proof to submit, and why. */
export interface Submission<Proof> {
  readonly proof: Proof;
  readonly reason: SubmissionReason;
}

/**
 * P7.1, P7.2: the proof of a block that a party submits. It is the one with most countable provers, if L1 would accept it and it is
 * worth its gas to the party. Undefined if there is no such proof.
 * @param bid - the block's, one of the round's ranking.
 * @param isOwn - whether the bid is the party's own.
 * @param proofs - of that block; of equal ones the first is taken.
 * @throws TRL-PRO-019 for numbers that have no score.
 */
export function chooseSubmission<Proof extends SubmittableProof>(
  bid: RankedBid,
  isOwn: boolean,
  proofs: readonly Proof[],
  round: SubmittingRound,
): Submission<Proof> | undefined {
  let best: Proof | undefined;
  for (const proof of proofs) {
    if (best === undefined || proof.provers > best.provers) best = proof;
  }
  // L1 accepts another proof of the same block only with more provers.
  if (best === undefined || (bid.proven && best.provers <= bid.provenProvers)) return undefined;
  const reason = reasonFor(bid, isOwn, best, round);
  return reason === undefined ? undefined : { proof: best, reason };
}

function reasonFor(
  bid: RankedBid,
  isOwn: boolean,
  { provers, paysOwnSeat }: SubmittableProof,
  { ranking, alpha, bestScore, uncles, fairPay }: SubmittingRound,
): SubmissionReason | undefined {
  const reached = score(provers, bid.burnBid, alpha);
  // The earlier proof wins a tie.
  if (reached > bestScore) return "leads";
  if (isOwn && !bid.proven && provisionalLeader(ranking, alpha) === bid) return "savesBond";
  if (!paysOwnSeat) return undefined;
  const ahead = ranking.filter((other) => other !== bid && other.proven && other.score >= reached).length;
  return fairPay || ahead <= uncles ? "paidBehind" : undefined;
}
