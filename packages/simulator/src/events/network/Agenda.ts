import { EventHeap } from "../core/EventHeap.ts";

/** What is still to be done, in order of time, and among equal times in the order in which it was added. */
export class Agenda {
  readonly #heap = new EventHeap();
  readonly #acts: ((now: number) => void)[] = [];
  readonly #free: number[] = [];
  #turn = 0;

  /** When the next act is due; infinite if there is none. */
  get time(): number {
    return this.#heap.size === 0 ? Number.POSITIVE_INFINITY : this.#heap.time;
  }

  at(time: number, act: (now: number) => void): void {
    const slot = this.#free.pop() ?? this.#acts.length;
    this.#acts[slot] = act;
    this.#heap.add(time, this.#turn++, slot);
  }

  /** Does the next act. There must be one. */
  play(): void {
    const { time, slot } = this.#heap;
    this.#heap.remove();
    const act = this.#acts[slot]!;
    this.#free.push(slot);
    act(time);
  }
}
