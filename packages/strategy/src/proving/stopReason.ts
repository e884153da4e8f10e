/** The facts about a node whose proof is being made. */
export interface RunningProof {
  /** R8: whether the proving seat has claimed it. */
  readonly isClaimed: boolean;
  /** M1: whether it is made so that a block proof shows own nodes. */
  readonly isOnPath: boolean;
  /** Whether its block is among those that are worth proving. */
  readonly isWorthProving: boolean;
  /** Whether its round is over and another block is final. */
  readonly hasLost: boolean;
  /** R2: whether a proof that L1 keeps of the block names the seat for the node. */
  readonly isKept: boolean;
  /** Whether another proof of the node is known. */
  readonly isProven: boolean;
}

/** Why a proof is stopped. */
export type StopReason =
  | "its block has lost"
  | "L1 has it already"
  | "decided or beaten"
  | "proven by another";

/**
 * P6.2, R8: why a proof under way should be stopped; undefined if it should continue. A seat answers for what it has claimed in the
 * block that wins. So a claimed node is proven to the end, also if its block looks beaten, another has proven the node, or the window is
 * over: only L1's word ends it. A proof on the path above own nodes is begun only when it is needed at once, so it is ended no sooner.
 */
export function stopReason(proof: RunningProof): StopReason | undefined {
  const { isClaimed, isOnPath, isWorthProving, hasLost, isKept, isProven } = proof;
  if (hasLost) return "its block has lost";
  if (isOnPath) return undefined;
  if (isKept) return "L1 has it already";
  if (isClaimed) return undefined;
  if (!isWorthProving) return "decided or beaten";
  return isProven ? "proven by another" : undefined;
}
