import type { CliIo } from "../../shell/CliIo.ts";

/** Shown at most so often, milliseconds. */
const PAUSE_MS = 500;

/** How far a simulation is, on a line that is written over; without a terminal nothing is shown. */
export class Progress {
  readonly #io: CliIo;
  readonly #isShown: boolean;
  readonly #startedAt = performance.now();
  #doneAtStart: number | undefined;
  #shownAt = 0;

  constructor(io: CliIo, isShown: boolean) {
    this.#io = io;
    this.#isShown = isShown;
  }

  /** @param done - of `planned` runs of this experiment. @param left - runs of the experiments after it. */
  update(name: string, done: number, planned: number, left: number): void {
    const now = performance.now();
    this.#doneAtStart ??= planned + left;
    if (!this.#isShown || (now - this.#shownAt < PAUSE_MS && done < planned)) return;
    this.#shownAt = now;
    const all = Math.max(this.#doneAtStart, planned + left);
    const finished = all - left - planned + done;
    const seconds = (now - this.#startedAt) / 1_000;
    const remaining = finished === 0 ? "" : `, ${timeOf((seconds / finished) * (all - finished))} left`;
    this.#io.err(`\r\u001b[K${name}: ${done} of ${planned} runs${remaining}`);
  }

  end(): void {
    if (this.#isShown) this.#io.err("\r\u001b[K");
  }
}

/** Seconds as a reader says them. */
export function timeOf(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
