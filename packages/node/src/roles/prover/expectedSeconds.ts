import type { NodeSeconds } from "@trellis/strategy";
import type { Configuration, ProverSettings } from "../../config/Configuration.ts";

/** How long this node expects its proofs to take before it has made any. */
export function expectedSeconds(
  proofs: Configuration["proofs"],
  settings: Pick<ProverSettings, "expectedSeconds" | "simulatedMs">,
): NodeSeconds {
  if (proofs === "real") return settings.expectedSeconds;
  const seconds = settings.simulatedMs / 1_000;
  return { leaf: seconds, merge: seconds, root: seconds };
}
