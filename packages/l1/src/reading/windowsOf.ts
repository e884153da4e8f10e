import type { Windows } from "@trellis/protocol";
import type { RollupStatus } from "./L1Client.ts";

/** The running round's windows, undefined while none is open (P3.3). */
export function windowsOf({
  windowOpen,
  windowStart: start,
  commitEnd,
  proofStart,
  proofEnd,
}: Pick<RollupStatus, "windowOpen" | "windowStart" | keyof Omit<Windows, "start">>): Windows | undefined {
  return windowOpen ? { start, commitEnd, proofStart, proofEnd } : undefined;
}
