/** The facts about a node whose proof is being made. */
export interface RunningProof {
  /** R8: whether the proving seat has claimed it. */
  readonly isClaimed: boolean;
  /** Whether its block can still win, or has won. */
  readonly canWin: boolean;
  /** R2: whether a proof that L1 keeps of the block names the seat for the node. */
  readonly isKept: boolean;
  /** Whether another proof of the node is known. */
  readonly isProven: boolean;
}

/** Why a proof is stopped. */
export type StopReason = "its block cannot win" | "L1 has it already" | "proven by another";

/**
 * P6.2, R8: why a proof under way should be stopped; undefined if it should continue. A seat answers for what it has claimed in the
 * block that wins, until L1 keeps a proof that names it. So nothing else stops a claimed node: not another's proof, not the window's end.
 */
export function stopReason({ isClaimed, canWin, isKept, isProven }: RunningProof): StopReason | undefined {
  if (!canWin) return "its block cannot win";
  if (isKept) return "L1 has it already";
  return !isClaimed && isProven ? "proven by another" : undefined;
}
