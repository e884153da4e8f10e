import { FleetProofSystem, readQueueUrl } from "@trellis/fleet";
import type { Configuration } from "../../../config/Configuration.ts";
import type { Metrics } from "../../../telemetry/Metrics.ts";
import type { NodeProofSystem } from "./createProofSystem.ts";

/** How often a node looks at its fleet, milliseconds. */
const BEAT_MS = 2_000;

/** Who makes a node's proofs. */
export interface Engine {
  readonly proofs: NodeProofSystem;
  /** How many proofs can be made at the same time now. Votes and claims follow it. */
  readonly machines: () => number;
}

/** What a fleet tells. */
export interface EngineReports {
  readonly metrics: Pick<Metrics, "fleet" | "fleetJob">;
  readonly problem: (error: unknown, where: string) => void;
}

/**
 * The engine that the configuration names, around the proof system of this process.
 * @throws TRL-FLT-001 if the file with the queue's URL cannot be used.
 */
export async function createEngine(
  { name, prover }: Pick<Configuration, "name" | "prover">,
  local: NodeProofSystem,
  { metrics, problem }: EngineReports,
): Promise<Engine> {
  if (prover?.engine.kind !== "queue") return { proofs: local, machines: () => prover?.maxJobs ?? 0 };
  const proofs = new FleetProofSystem({
    local,
    url: await readQueueUrl(prover.engine.urlFile, "prover.engine.urlFile"),
    name,
    beatMs: BEAT_MS,
    onReport: (report) => metrics.fleet(report),
    onOutcome: (outcome) => metrics.fleetJob(outcome),
    onFault: (error) => problem(error, "fleet"),
  });
  return { proofs, machines: () => proofs.machines() };
}
