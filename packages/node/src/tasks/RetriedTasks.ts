import { BackgroundTasks } from "./BackgroundTasks.ts";
import { Backoff } from "./Backoff.ts";
import type { Clock } from "./Clock.ts";

/** Background work under keys: at most one task a key at a time, and after a failure a pause that grows. */
export class RetriedTasks {
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;

  /** @param onError - called with each failure, after which the pause starts. */
  constructor(
    clock: Clock,
    retry: { readonly firstMs: number; readonly maxMs: number },
    onError: (error: unknown, key: string) => void,
  ) {
    this.#backoff = new Backoff(clock, retry);
    this.#tasks = new BackgroundTasks((error, key) => {
      this.#backoff.failed(key);
      onError(error, key);
    });
  }

  /** Starts `task`, unless one with this key is running or its pause has not passed. */
  start(key: string, task: () => Promise<void>): void {
    if (this.#backoff.isDue(key)) this.#tasks.run(key, task);
  }

  isRunning(key: string): boolean {
    return this.#tasks.has(key);
  }

  /** Whether `key` may be started: its pause, if any, has passed. */
  isDue(key: string): boolean {
    return this.#backoff.isDue(key);
  }

  /** How often `key` has failed since its failures were last cleared. */
  failures(key: string): number {
    return this.#backoff.failures(key);
  }

  /** Records a failure that the task itself has handled, and starts the pause. */
  failed(key: string): void {
    this.#backoff.failed(key);
  }

  /** Clears the failures of `key`. */
  succeeded(key: string): void {
    this.#backoff.succeeded(key);
  }

  /** Clears all failures. */
  forgetFailures(): void {
    this.#backoff.clear();
  }

  /** Resolves when nothing runs. */
  async settled(): Promise<void> {
    await this.#tasks.settled();
  }
}
