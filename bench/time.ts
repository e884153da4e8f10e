/** Processor time of some work, milliseconds: on a shared machine, about the time that it would take alone on one core. */
function processorTime(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** Processor milliseconds of the fastest of several runs. */
export function best(runs: number, run: () => void): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) fastest = Math.min(fastest, processorTime(run));
  return fastest;
}

/** {@link best} of two pieces of work to compare. They alternate, so that both run under the same load. */
export function bestOfBoth(runs: number, one: () => void, other: () => void): [one: number, other: number] {
  let [first, second] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < runs; i++) {
    first = Math.min(first, processorTime(one));
    second = Math.min(second, processorTime(other));
  }
  return [first, second];
}
