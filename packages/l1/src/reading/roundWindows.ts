import type { OpenWindows } from "@trellis/protocol";
import type { RollupStatus } from "./L1Client.ts";

/** The windows of a round as L1 shows it; undefined before its first commitment (P3.3). */
export function roundWindows({ isOpen, round, proofEnd }: RollupStatus["running"]): OpenWindows | undefined {
  if (!isOpen) return undefined;
  const windows = { start: BigInt(round.start), commitEnd: BigInt(round.commitEnd) };
  // P3.4: before the block below is final, the proof window is not known.
  return proofEnd === 0
    ? windows
    : { ...windows, proofStart: BigInt(round.proofStart), proofEnd: BigInt(proofEnd) };
}
