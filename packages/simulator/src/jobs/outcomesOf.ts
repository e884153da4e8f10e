import type { Count, Experiment, Sample } from "../experiments/Experiment.ts";
import { Outcomes } from "../experiments/Outcomes.ts";
import { type Interval, meanInterval, wilsonInterval } from "../statistics/Interval.ts";
import type { JobResult } from "./Job.ts";

/** Names a point, the same for equal ones. */
export function pointKey(point: JobResult["point"]): string {
  return JSON.stringify(Object.entries(point).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What all seeds say of each point, in the order of the points. Points without a result are left out. */
export function outcomesOf(
  { metrics }: Experiment,
  points: readonly JobResult["point"][],
  results: readonly JobResult[],
): Outcomes {
  const byPoint = Map.groupBy(results, ({ point }) => pointKey(point));
  return new Outcomes(
    points.flatMap((point) => {
      // The order of seeds, not that of arrival: sums of numbers depend on it.
      const own = (byPoint.get(pointKey(point)) ?? []).toSorted((a, b) => a.seed - b.seed);
      if (own.length === 0) return [];
      const figures = Object.keys(metrics).map((metric) => {
        const samples = own.map((result) => result.samples[metric]).filter((sample) => sample !== undefined);
        return [metric, intervalOf(samples)] as const;
      });
      return [{ point, seeds: own.length, figures: Object.fromEntries(figures) }];
    }),
  );
}

function intervalOf(samples: readonly Sample[]): Interval {
  const counts = samples.filter((sample) => "hits" in sample);
  if (counts.length === 0) return meanInterval((samples as readonly (readonly number[])[]).flat());
  const sum = (of: keyof Count): number => counts.reduce((all, count) => all + count[of], 0);
  return wilsonInterval(sum("hits"), sum("trials"));
}
