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
  /** Whether another proof of the node is here. */
  readonly isProven: boolean;
  /** R15: whether the node's own seat shows life early enough for a rescuer to leave it ({@link isOvertaken}). */
  readonly isOvertaken: boolean;
}

/** Why a proof is stopped. */
export type StopReason =
  | "its block has lost"
  | "L1 has it already"
  | "decided or beaten"
  | "proven by another"
  | "left to its own seat";

/**
 * R15: whether the seat that is bound to a node claims it, or tells of its proof, while a rescuer has less than half of the usual time behind
 * it. Most seats that come late are only slow, so two proofs would be made of one node, and the seat's own is the one that counts. A seat
 * that feigns it delays the node by half a proof at most.
 *
 * @param begunAt - when the rescuer began, milliseconds.
 * @param heardAt - when the seat was heard, milliseconds; undefined if it was not.
 * @param usualSeconds - that such a proof takes in the network.
 */
export function isOvertaken(begunAt: number, heardAt: number | undefined, usualSeconds: number): boolean {
  return heardAt !== undefined && heardAt > begunAt && heardAt - begunAt < usualSeconds * 500;
}

/**
 * P6.2, R8: why a proof under way should be stopped; undefined if it should continue. A seat answers for what it has claimed in the
 * block that wins. So a claimed node is proven to the end, also if its block looks beaten, another has proven the node, or the window is
 * over: only L1's word ends it. A proof on the path above own nodes is begun only when it is needed at once, so it is ended no sooner.
 */
export function stopReason(proof: RunningProof): StopReason | undefined {
  const { isClaimed, isOnPath, isWorthProving, hasLost, isKept, isProven, isOvertaken } = proof;
  if (hasLost) return "its block has lost";
  if (isOnPath) return undefined;
  if (isKept) return "L1 has it already";
  if (isClaimed) return undefined;
  if (!isWorthProving) return "decided or beaten";
  if (isProven) return "proven by another";
  return isOvertaken ? "left to its own seat" : undefined;
}
