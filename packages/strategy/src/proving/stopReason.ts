/** The facts about a node whose proof is being made. */
export interface RunningProof {
  /** Whether its block is still among those that are worth proving. */
  readonly isWorthProving: boolean;
  /** Whether the proving seat was named for the node. */
  readonly isNamed: boolean;
  /** Whether another proof of the node is known. */
  readonly isProven: boolean;
}

/**
 * P6.2: why a proof under way should be stopped; undefined if it should continue. A named seat continues even if another was faster,
 * because it is paid for its own proof.
 */
export function stopReason({
  isWorthProving,
  isNamed,
  isProven,
}: RunningProof): "decided or beaten" | "proven by another" | undefined {
  if (!isWorthProving) return "decided or beaten";
  return !isNamed && isProven ? "proven by another" : undefined;
}
