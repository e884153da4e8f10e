import type { L1View } from "@trellis/l1";
import type { Windows } from "@trellis/protocol";

/** The running round's windows, or undefined while none is open (P3.3). */
export function viewWindows({ status }: Pick<L1View, "status">): Windows | undefined {
  if (!status.windowOpen) return undefined;
  return { start: status.windowStart, commitEnd: status.commitEnd, proofEnd: status.proofEnd };
}
