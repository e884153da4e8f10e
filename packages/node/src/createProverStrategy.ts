import { EverythingStrategy } from "./EverythingStrategy.ts";
import { ExpectedPayStrategy } from "./ExpectedPayStrategy.ts";
import type { NodeConfig } from "./NodeConfig.ts";
import type { ProverStrategy } from "./ProverStrategy.ts";

/** The strategy that the configuration names (ADR 0024). */
export function createProverStrategy({ strategy }: NonNullable<NodeConfig["prover"]>): ProverStrategy {
  return strategy === "everything" ? new EverythingStrategy() : new ExpectedPayStrategy();
}
