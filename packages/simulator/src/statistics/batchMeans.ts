/** Batches of one run: enough for an interval, few enough that their means depend little on each other. */
const BATCHES = 20;

/**
 * The means of equal batches of a run's samples, in order. Samples that follow each other depend on each other; means of long batches
 * hardly do, so that an interval may be made of them. What does not fill the last batch is left out at the front, where a run settles.
 */
export function batchMeans(samples: ArrayLike<number>, batches = BATCHES): number[] {
  const size = Math.floor(samples.length / batches);
  if (size === 0) return Array.from(samples);
  const from = samples.length - size * batches;
  return Array.from({ length: batches }, (_, batch) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += samples[from + batch * size + i]!;
    return sum / size;
  });
}
