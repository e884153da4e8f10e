import { EverythingStrategy, ExpectedPayStrategy, type ProverStrategy } from "@trellis/strategy";
import type { NodeConfig } from "../../config/NodeConfig.ts";

/** The strategy that the configuration names (ADR 0024). */
export function createProverStrategy({ strategy }: NonNullable<NodeConfig["prover"]>): ProverStrategy {
  return strategy === "everything" ? new EverythingStrategy() : new ExpectedPayStrategy();
}
