/** Milliseconds of the fastest of several runs: what the machine can do when others leave it alone. */
export function best(runs: number, run: () => void): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    run();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}

/** {@link best} of two pieces of work that are to be compared, in turns, so that both see the same machine. */
export function bestOfBoth(runs: number, one: () => void, other: () => void): [one: number, other: number] {
  let [first, second] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < runs; i++) {
    first = Math.min(first, best(1, one));
    second = Math.min(second, best(1, other));
  }
  return [first, second];
}
