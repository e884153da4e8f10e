import type { Point, Sample, Size } from "../experiments/Experiment.ts";

/** One run of one point with one seed. */
export interface Job {
  /** Address of the experiment's file. */
  readonly url: string;
  readonly experiment: string;
  readonly point: Point;
  readonly size: Size;
  readonly seed: number;
}

/** What a job has found. */
export interface JobResult {
  readonly experiment: string;
  readonly point: Point;
  readonly size: Size;
  readonly seed: number;
  readonly samples: Readonly<Record<string, Sample>>;
  /** Hash of all that happened. */
  readonly trace: string;
}
