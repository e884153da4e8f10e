import type { ExperimentRun } from "../jobs/runExperiment.ts";

/** A figure with its interval of 95 %. */
export interface FigureRow {
  readonly number: number;
  readonly experiment: string;
  /** The point's settings as JSON. */
  readonly settings: string;
  readonly metric: string;
  readonly unit: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly samples: number;
  readonly seeds: number;
}

/** What one seed says. Counts have hits and trials; samples have a value. */
export interface SampleRow {
  readonly experiment: string;
  readonly settings: string;
  readonly seed: number;
  readonly metric: string;
  /** Place among the seed's samples. */
  readonly place: number;
  readonly value: number;
  /** 1 for a sample; what the hits are counted of. */
  readonly trials: number;
}

export function figureRows(runs: readonly ExperimentRun[]): FigureRow[] {
  return runs.flatMap(({ experiment, outcomes }) =>
    outcomes.all.flatMap(({ point, seeds, figures }) =>
      Object.entries(figures).map(([metric, { value, low, high, samples }]): FigureRow => {
        const { number, name, metrics } = experiment;
        const settings = JSON.stringify(point);
        const { unit } = metrics[metric]!;
        return { number, experiment: name, settings, metric, unit, value, low, high, samples, seeds };
      }),
    ),
  );
}

export function sampleRows(runs: readonly ExperimentRun[]): SampleRow[] {
  return runs.flatMap(({ experiment, results }) =>
    results.flatMap(({ point, seed, samples }) =>
      Object.entries(samples).flatMap(([metric, sample]): SampleRow[] => {
        const common = { experiment: experiment.name, settings: JSON.stringify(point), seed, metric };
        if ("hits" in sample) return [{ ...common, place: 0, value: sample.hits, trials: sample.trials }];
        return sample.map((value, place) => ({ ...common, place, value, trials: 1 }));
      }),
    ),
  );
}
