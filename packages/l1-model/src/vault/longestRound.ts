import { MOST_EXTENSIONS, type RollupSettings } from "@trellis/protocol";

/** Seconds from a round's snapshot to the last proof in it, if each `finalize` is called as soon as possible. SettingsRange.sol. */
export function longestRound({ proposalWindow, proofWindow, slotTime, pipelined }: RollupSettings): bigint {
  const proposals = proposalWindow + MOST_EXTENSIONS * slotTime;
  const before = pipelined ? Math.max(proposals, proofWindow) : 0;
  return BigInt(before + proposals + proofWindow);
}
