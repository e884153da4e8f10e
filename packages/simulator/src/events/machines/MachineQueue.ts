/**
 * Equal machines that take jobs in the order in which they come. When a job ends follows at once from those before it, so no events are
 * needed: a job begins when it comes or when the first machine is free, whichever is later.
 */
export class MachineQueue {
  /** When each machine is free. */
  readonly #freeAt: Float64Array;

  /** @param machines - at least 1. */
  constructor(machines: number) {
    this.#freeAt = new Float64Array(machines).fill(Number.NEGATIVE_INFINITY);
  }

  /**
   * Takes a job.
   * @param at - when it comes, not before the one taken last.
   * @param work - how long it takes, in the unit of `at`.
   * @returns when it begins and when it is done.
   */
  take(at: number, work: number): { readonly begin: number; readonly end: number } {
    const freeAt = this.#freeAt;
    let first = 0;
    for (let machine = 1; machine < freeAt.length; machine++) {
      if (freeAt[machine]! < freeAt[first]!) first = machine;
    }
    const begin = Math.max(at, freeAt[first]!);
    freeAt[first] = begin + work;
    return { begin, end: begin + work };
  }
}
