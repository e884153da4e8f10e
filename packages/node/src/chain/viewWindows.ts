import type { L1View } from "@trellis/l1";
import type { Windows } from "@trellis/protocol";

/** The running round's windows, or undefined while none is open (P3.3). */
export function viewWindows({ status }: Pick<L1View, "status">): Windows | undefined {
  const { windowOpen, windowStart: start, commitEnd, proofStart, proofEnd } = status;
  return windowOpen ? { start, commitEnd, proofStart, proofEnd } : undefined;
}
