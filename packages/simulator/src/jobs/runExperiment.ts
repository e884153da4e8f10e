import type { Experiment, Point, Size } from "../experiments/Experiment.ts";
import type { Outcomes } from "../experiments/Outcomes.ts";
import { type Overrides, pointsOf } from "../experiments/pointsOf.ts";
import { TraceHash } from "../random/TraceHash.ts";
import { isNarrow } from "../statistics/Interval.ts";
import type { Job, JobResult } from "./Job.ts";
import type { JobRunner } from "./JobRunner.ts";
import { outcomesOf, pointKey } from "./outcomesOf.ts";

/** Most seeds of a point, over those that it starts with. */
const MOST_WAVES = 4;

/** How to run an experiment. */
export interface RunOptions {
  readonly size: Size;
  /** Seeds of each point; the experiment's own number if left out. */
  readonly seeds?: number | undefined;
  readonly overrides?: Overrides | undefined;
  /** Results of a run that was broken off. */
  readonly known?: readonly JobResult[] | undefined;
  /** Called with each new result. */
  onResult?(result: JobResult): void;
  /** Called when jobs are added or have ended. */
  onProgress?(done: number, planned: number): void;
  readonly signal?: AbortSignal | undefined;
}

/** What an experiment has found. */
export interface ExperimentRun {
  readonly experiment: Experiment;
  readonly size: Size;
  readonly points: readonly Point[];
  readonly results: readonly JobResult[];
  readonly outcomes: Outcomes;
  /** Hash of all traces in the order of points and seeds. */
  readonly trace: string;
  /** Whether all that was planned has run. */
  readonly isWhole: boolean;
}

/**
 * Runs all points with their seeds. Where the experiment says so, points get more seeds until their interval is narrow: whole waves at a
 * time, so that the number of workers decides nothing.
 */
export async function runExperiment(
  experiment: Experiment,
  url: string,
  pool: JobRunner,
  options: RunOptions,
): Promise<ExperimentRun> {
  const { size, overrides, signal, known = [] } = options;
  const points = pointsOf(experiment, size, overrides);
  const results = new Map(known.map((result) => [resultKey(result), result]));
  const wanted: JobResult[] = [];
  const seeds = options.seeds ?? experiment.seeds[size];
  let open = points;
  let planned = 0;
  for (let wave = 0; wave < (options.seeds === undefined ? MOST_WAVES : 1) && open.length > 0; wave++) {
    const jobs = open.flatMap((point) =>
      Array.from({ length: seeds }, (_, i): Job => {
        return { url, experiment: experiment.name, point, size, seed: wave * seeds + i + 1 };
      }),
    );
    planned += jobs.length;
    const missing = jobs.filter((job) => {
      const found = results.get(resultKey(job));
      if (found !== undefined) wanted.push(found);
      return found === undefined;
    });
    options.onProgress?.(wanted.length, planned);
    await pool.run(
      missing,
      (result) => {
        wanted.push(result);
        options.onResult?.(result);
        options.onProgress?.(wanted.length, planned);
      },
      signal,
    );
    if (signal?.aborted === true) break;
    open = isOpen(experiment, outcomesOf(experiment, open, wanted));
  }
  const inOrder = ordered(points, wanted);
  const trace = new TraceHash();
  for (const result of inOrder) trace.addText(result.trace);
  return {
    experiment,
    size,
    points,
    results: inOrder,
    outcomes: outcomesOf(experiment, points, inOrder),
    trace: trace.digest(),
    isWhole: wanted.length === planned,
  };
}

const resultKey = ({
  experiment,
  size,
  point,
  seed,
}: Pick<JobResult, "experiment" | "size" | "point" | "seed">) =>
  `${experiment} ${size} ${seed} ${pointKey(point)}`;

/** Points whose interval is still too wide. */
function isOpen({ stopAt }: Experiment, outcomes: Outcomes): Point[] {
  if (stopAt === undefined) return [];
  const { metric, relative, absolute } = stopAt;
  return outcomes.all
    .filter(({ figures }) => !isNarrow(figures[metric]!, relative, absolute))
    .map(({ point }) => point);
}

function ordered(points: readonly Point[], results: readonly JobResult[]): JobResult[] {
  const places = new Map(points.map((point, place) => [pointKey(point), place]));
  const placeOf = ({ point }: JobResult): number => places.get(pointKey(point))!;
  return results.toSorted((a, b) => placeOf(a) - placeOf(b) || a.seed - b.seed);
}
