import type { ExperimentRun } from "../jobs/runExperiment.ts";

/** What a folder of results was made by: with it, anybody can make the same results. */
export interface Manifest {
  readonly version: string;
  readonly node: string;
  /** Traces of the tiny runs of the same sources, by experiment. */
  readonly tinyTraces?: Readonly<Record<string, string>>;
  readonly experiments: readonly {
    readonly name: string;
    readonly size: string;
    readonly points: number;
    readonly runs: number;
    readonly seeds: readonly number[];
    readonly trace: string;
    readonly isWhole: boolean;
  }[];
}

/** @param version - of the simulator. */
export function manifestOf(runs: readonly ExperimentRun[], version: string): Manifest {
  return {
    version,
    node: process.versions.node,
    experiments: runs.map(({ experiment, size, points, results, trace, isWhole }) => ({
      name: experiment.name,
      size,
      points: points.length,
      runs: results.length,
      seeds: [...new Set(results.map(({ seed }) => seed))].sort((a, b) => a - b),
      trace,
      isWhole,
    })),
  };
}
