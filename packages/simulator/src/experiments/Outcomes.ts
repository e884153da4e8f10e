import type { Interval } from "../statistics/Interval.ts";
import type { Point } from "./Experiment.ts";

/** What all seeds of one point say. */
export interface Outcome {
  readonly point: Point;
  readonly seeds: number;
  readonly figures: Readonly<Record<string, Interval>>;
}

/** The outcomes of an experiment, by point. */
export class Outcomes {
  readonly all: readonly Outcome[];

  constructor(all: readonly Outcome[]) {
    this.all = all;
  }

  /** The outcomes of points with these settings, in the order of the sweep. */
  where(settings: Point): readonly Outcome[] {
    return this.all.filter(({ point }) =>
      Object.entries(settings).every(([name, value]) => point[name] === value),
    );
  }

  /** A figure of the only point with these settings. @throws RangeError if there is none, or more than one. */
  figure(settings: Point, metric: string): Interval {
    const found = this.where(settings);
    const figure = found[0]?.figures[metric];
    if (found.length !== 1 || figure === undefined) {
      throw new RangeError(
        `${found.length} points have ${JSON.stringify(settings)} and "${metric}", not one.`,
      );
    }
    return figure;
  }

  /** The values that a setting takes, in order, without repetitions. */
  valuesOf(setting: string): readonly (number | string)[] {
    return [...new Set(this.all.flatMap(({ point }) => point[setting] ?? []))];
  }

  /** The outcome whose metric is greatest. @throws RangeError without outcomes. */
  greatest(metric: string, among: readonly Outcome[] = this.all): Outcome {
    const [first, ...rest] = among;
    if (first === undefined) throw new RangeError(`No point has "${metric}".`);
    const of = (outcome: Outcome): number => outcome.figures[metric]!.value;
    return rest.reduce((best, one) => (of(one) > of(best) ? one : best), first);
  }
}
