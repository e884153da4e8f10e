import { EVERYTHING, EXPECTED_PAY, type ProverStrategy } from "@trellis/strategy";
import type { ProverSettings } from "../../config/Configuration.ts";

/** The strategy that the configuration selects (ADR 0024). */
export function createProverStrategy({ strategy }: Pick<ProverSettings, "strategy">): ProverStrategy {
  return strategy === "everything" ? EVERYTHING : EXPECTED_PAY;
}
