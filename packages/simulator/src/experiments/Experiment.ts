import type { RandomStreams } from "../random/RandomStreams.ts";
import type { TraceHash } from "../random/TraceHash.ts";
import type { Interval } from "../statistics/Interval.ts";
import type { Outcomes } from "./Outcomes.ts";

/** How large a run is: in a test, in the report by default, in the report with `--full`. */
export type Size = "tiny" | "usual" | "full";

/** A value of a setting. */
export type Value = number | string;

/** One combination of settings. */
export type Point = Readonly<Record<string, Value>>;

/** What is varied. */
export interface Setting {
  /** What it means, with its unit. */
  readonly about: string;
  /** The values that it takes, in order. `--set name=a,b,c` puts others in their place. */
  readonly values: Readonly<Record<Size, readonly Value[]>>;
}

/** What is measured. */
export interface Metric {
  /** What it means. */
  readonly about: string;
  /** "" for a number without one. */
  readonly unit: string;
}

/** How often something happened. */
export interface Count {
  readonly hits: number;
  readonly trials: number;
}

/**
 * What one run says of one metric: samples that do not depend on each other (a single number, or means of batches), or a count of what may
 * be rare. Samples of all seeds get Student's interval, counts get Wilson's.
 */
export type Sample = readonly number[] | Count;

/** What one run gets. */
export interface RunTask {
  readonly point: Point;
  readonly size: Size;
  /** The random numbers of this seed. Every point sees the same ones. */
  readonly streams: RandomStreams;
  /** What happened, in order: one seed makes one trace. */
  readonly trace: TraceHash;
}

/** Whether an expectation held. */
export interface Verdict {
  readonly holds: "yes" | "no" | "partly";
  /** The figure that decided it. */
  readonly figure: { readonly about: string; readonly unit: string; readonly interval: Interval };
  /** One or two sentences: what was seen. */
  readonly finding: string;
  /** The setting that follows from it, or what to do. */
  readonly recommendation?: string;
}

/** A plot of an experiment's figures. */
export interface Chart {
  readonly title: string;
  /** Name of a setting; across. */
  readonly x: string;
  /** Name of a metric; upwards, with its interval. */
  readonly y: string;
  /** Name of a setting; a line for each of its values. */
  readonly series?: string;
  /** Names of settings that must have these values. */
  readonly where?: Point;
  readonly logX?: boolean;
  readonly logY?: boolean;
}

/** A question, what is run to answer it, and what is expected. */
export interface Experiment {
  /** 1 … 15 for those of the report. */
  readonly number: number;
  /** Letters, digits and hyphens. */
  readonly name: string;
  readonly question: string;
  /** The sentence of the proposal, of its critics or of the specification that is put to the test. */
  readonly claim: string;
  readonly settings: Readonly<Record<string, Setting>>;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly charts: readonly Chart[];
  /** Combinations to leave out; by default none. */
  isRun?(point: Point): boolean;
  /** Seeds of each point; more are run where `stopAt` asks for it. */
  readonly seeds: Readonly<Record<Size, number>>;
  /** Seeds are added, up to four times as many, until the metric's half-width is this part of its value, or this much. */
  readonly stopAt?: { readonly metric: string; readonly relative: number; readonly absolute?: number };
  /** One run. It draws all chance from the task's streams, so that it can be repeated. */
  run(task: RunTask): Readonly<Record<string, Sample>>;
  /** What is expected. It can fail. */
  readonly expectation: string;
  /** Whether it held. */
  judge(outcomes: Outcomes): Verdict;
}

/**
 * Declares an experiment. Export it as the default of a file, and `trellis simulate <file>` runs it.
 *
 * @example
 * ```ts
 * import { defineExperiment, numberOf } from "@trellis/simulator";
 *
 * export default defineExperiment({
 *   number: 100,
 *   name: "coin",
 *   question: "How often does a coin fall heads twice?",
 *   claim: "A fair coin falls heads twice in a quarter of all pairs.",
 *   settings: {
 *     heads: { about: "chance of heads", values: { tiny: [0.5], usual: [0.25, 0.5], full: [0.25, 0.5, 0.75] } },
 *   },
 *   metrics: { twice: { about: "pairs with two heads", unit: "" } },
 *   charts: [{ title: "Two heads", x: "heads", y: "twice" }],
 *   seeds: { tiny: 1, usual: 4, full: 16 },
 *   run({ point, streams }) {
 *     const coin = streams.stream(0);
 *     const heads = numberOf(point, "heads");
 *     let hits = 0;
 *     for (let pair = 0; pair < 1_000; pair++) if (coin.chance(heads) && coin.chance(heads)) hits += 1;
 *     return { twice: { hits, trials: 1_000 } };
 *   },
 *   expectation: "With a fair coin the interval holds one quarter.",
 *   judge(outcomes) {
 *     const interval = outcomes.figure({ heads: 0.5 }, "twice");
 *     const holds = interval.low <= 0.25 && 0.25 <= interval.high ? "yes" : "no";
 *     return { holds, figure: { about: "two heads", unit: "", interval }, finding: "The coin is what it says." };
 *   },
 * });
 * ```
 */
export function defineExperiment(experiment: Experiment): Experiment {
  return experiment;
}

/** A setting of a point that is a number. @throws TypeError if it is missing or a text. */
export function numberOf(point: Point, name: string): number {
  const value = point[name];
  if (typeof value !== "number") throw new TypeError(`The setting "${name}" must be a number, not ${value}.`);
  return value;
}

/** A setting of a point that is a text. @throws TypeError if it is missing or a number. */
export function textOf(point: Point, name: string): string {
  const value = point[name];
  if (typeof value !== "string") throw new TypeError(`The setting "${name}" must be a text, not ${value}.`);
  return value;
}
