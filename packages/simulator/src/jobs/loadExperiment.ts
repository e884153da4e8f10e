import { TrellisError } from "@trellis/protocol";
import type { Experiment } from "../experiments/Experiment.ts";

/**
 * The experiment that a file exports as its default.
 * @param url - address of the file.
 * @throws TRL-SIM-001 if it exports none.
 */
export async function loadExperiment(url: string): Promise<Experiment> {
  const loaded = (await import(url)) as { readonly default?: Partial<Experiment> };
  const { default: experiment } = loaded;
  if (typeof experiment?.run !== "function" || typeof experiment.judge !== "function") {
    throw new TrellisError("TRL-SIM-001", "The file has no experiment as its default export.", { url });
  }
  return experiment as Experiment;
}
