/** R15: a claimed node's seat has this many times the time of such a proof. */
export const PATIENCE = 2;
/** R15: turns are this many times the time of such a proof apart. */
export const TURN_SPACING = 1.5;
/** R8: seconds that a named seat has for its claim. */
const CLAIM_SECONDS = 5;
/** In proof windows shorter than this, in seconds, the time for a claim shrinks in proportion. */
const LEISURELY_WINDOW = 120;

/** R8: how long a node that is ready waits for the claim of its named seat. Seconds. @param proofWindow - its length, seconds. */
export function claimSeconds(proofWindow: number): number {
  return CLAIM_SECONDS * Math.min(1, proofWindow / LEISURELY_WINDOW);
}

/** When a node's seat could begin with it, and when it did. Milliseconds of one clock. */
export interface SeatStart {
  /** Time since which this party could prove the node. */
  readonly readyAt: number;
  /** Whether the transcript binds a seat to it. */
  readonly isNamed: boolean;
  /** What all have to do before they can begin with it, as long as it takes here: a leaf's block is executed, the proofs below others are fetched. */
  readonly preparationMs: number;
  /** When the seat's claim was seen; undefined without one. */
  readonly claimedAt: number | undefined;
}

/**
 * R15: the time from which others wait for a node's seat, milliseconds. Nobody waits where none is named. Without a claim it is when the node would be ready on a machine half as
 * fast: all execute the block before its leaves, and fetch the proofs below other nodes. With one it is the claim, because a seat begins when it claims, but not later than the end of
 * the time for a claim: so a late claim wins nobody more time.
 * @param claimTime - {@link claimSeconds}.
 */
export function awaitedSince(
  { readyAt, isNamed, preparationMs, claimedAt }: SeatStart,
  claimTime: number,
): number {
  if (!isNamed) return readyAt;
  const expectedAt = readyAt + preparationMs;
  if (claimedAt === undefined) return expectedAt;
  return Math.min(Math.max(readyAt, claimedAt), expectedAt + claimTime * 1_000);
}

/** R15: the turn at which the seat of this rank steps in: 0, 1, 2, 3, 3, 4, 4, 4, 4, 5 … Each turn from the third on has twice as many seats. */
export function rescueTurn(rank: number): number {
  return rank < 2 ? rank : 33 - Math.clz32(rank - 1);
}

/** Whom others wait for at a node. */
export interface AwaitedNode {
  /** R15: time since which others wait for its seat: {@link awaitedSince}. Milliseconds. */
  readonly readyAt: number;
  /** Whether the transcript binds a seat to it. */
  readonly isNamed: boolean;
  /** Whether that seat has claimed it. */
  readonly isClaimed: boolean;
  /** Whether that seat has let its time pass at another node that it claimed in this round. */
  readonly isLate: boolean;
}

/**
 * R15: when a node that its seat has not proven is open to others. Milliseconds on the clock of `readyAt`. At once if nobody is named
 * or the seat was late in this round. After the time for a claim if there is none. Otherwise after twice the time of such a proof.
 * The end of the window brings nothing forward: that would start all nodes of a deep tree at once.
 * @param seconds - measured time of such a proof.
 * @param claimTime - {@link claimSeconds}.
 */
export function rescueOpensAt(
  { readyAt, isNamed, isClaimed, isLate }: AwaitedNode,
  seconds: number,
  claimTime: number,
): number {
  if (!isNamed || isLate) return readyAt;
  return readyAt + 1_000 * (isClaimed ? PATIENCE * seconds : claimTime);
}

/** R15: when the seat of this rank steps in at a node that is open since `opensAt`. Milliseconds. */
export function rescueTime(opensAt: number, rank: number, seconds: number): number {
  return opensAt + 1_000 * TURN_SPACING * seconds * rescueTurn(rank);
}
