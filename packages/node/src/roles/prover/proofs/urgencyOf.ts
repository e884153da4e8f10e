import type { Urgency } from "@trellis/prover";

/**
 * How much a proof is wanted: first what own seats answer for, then what shows own nodes on L1, then what they are named for, then rescues.
 * @param proofEnd - end of the proof window, seconds of L1.
 */
export function urgencyOf(
  { isClaimed, isOnPath, isNamed }: Readonly<Record<"isClaimed" | "isOnPath" | "isNamed", boolean>>,
  proofEnd: bigint,
): Urgency {
  return { value: isClaimed ? 3 : isOnPath ? 2 : isNamed ? 1 : 0, deadline: Number(proofEnd) };
}
