import { RunningMean } from "./RunningMean.ts";
import { tQuantile } from "./tQuantile.ts";

/** A value with its interval of 95 %. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Independent samples, or trials, that it stands on. */
  readonly samples: number;
}

/** Two-sided 95 %. */
const UPPER = 0.975;
/** The normal quantile of it. */
const Z = 1.959963984540054;

/** The mean of independent samples, by Student's t. One sample says nothing of its error: the interval is infinite. */
export function meanInterval(samples: readonly number[]): Interval {
  const mean = new RunningMean();
  for (const sample of samples) mean.add(sample);
  return intervalOf(mean);
}

/** The mean that was run, by Student's t. */
export function intervalOf(mean: RunningMean): Interval {
  const { count, value, standardError } = mean;
  if (count === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN, samples: 0 };
  if (count === 1) {
    return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, samples: 1 };
  }
  const half = standardError === 0 ? 0 : tQuantile(UPPER, count - 1) * standardError;
  return { value, low: value - half, high: value + half, samples: count };
}

/** E. B. Wilson's interval of a chance, which holds for rare events too. @param hits - 0 … trials. */
export function wilsonInterval(hits: number, trials: number): Interval {
  if (trials === 0) return { value: Number.NaN, low: 0, high: 1, samples: 0 };
  const part = hits / trials;
  const spread = (Z * Z) / trials;
  const centre = (part + spread / 2) / (1 + spread);
  const half = (Z * Math.sqrt((part * (1 - part)) / trials + spread / (4 * trials))) / (1 + spread);
  return {
    value: part,
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === trials ? 1 : Math.min(1, centre + half),
    samples: trials,
  };
}

/** Whether an interval is as narrow as asked: half of its width at most this part of the value, or at most `absolute`. */
export function isNarrow({ value, low, high }: Interval, relative: number, absolute = 0): boolean {
  return (high - low) / 2 <= Math.max(absolute, relative * Math.abs(value));
}
