import { bestProven, type KnownBid } from "../ranking/KnownBid.ts";

/** A commitment of the running round. */
export interface EndingBid extends Pick<KnownBid, "provisional" | "final"> {
  /** Active seats that it has committed. */
  readonly committedSeats: number;
  /** Of those, the ones that its best proof on L1 shows. */
  readonly provenSeats: number;
  /** Whether this party proposed it. */
  readonly isOwn: boolean;
}

/** The running round, in L1 seconds. */
export interface EndingRound {
  readonly now: bigint;
  readonly commitEnd: bigint;
  /** Undefined while the block below is not final. */
  readonly proofStart: bigint | undefined;
  readonly proofEnd: bigint | undefined;
  /** R16: setting of the rollup. */
  readonly earlyEnd: boolean;
}

/**
 * R16: whether nothing can beat the best proven block any more: no other commitment has a provisional score above its final one. A final
 * score is never above the provisional one, and of equal final scores the earlier proof wins.
 * @param bids - on the final head, in the order of their proofs.
 */
export function isDecided(bids: readonly Pick<KnownBid, "provisional" | "final">[]): boolean {
  const best = bestProven(bids);
  const { final } = best ?? {};
  return final !== undefined && bids.every((bid) => bid === best || bid.provisional <= final);
}

/**
 * P3.3, P8.1, R16: whether `finalize` ends the round now. A decided round ends early if all committed seats of its winner are proven, or
 * by the winner's proposer. Its provers lose nothing: proofs count for their pay until the window would have ended.
 * @param bids - as {@link isDecided}.
 */
export function canEndRound(bids: readonly EndingBid[], round: EndingRound): boolean {
  const { now, commitEnd, proofStart, proofEnd, earlyEnd } = round;
  if (bids.length === 0) return now >= commitEnd;
  if (proofStart === undefined || proofEnd === undefined || now < proofStart) return false;
  if (now >= proofEnd) return true;
  const best = bestProven(bids);
  if (!earlyEnd || best === undefined || !isDecided(bids)) return false;
  return best.isOwn || best.provenSeats === best.committedSeats;
}
