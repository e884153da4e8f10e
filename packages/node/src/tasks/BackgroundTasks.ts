/** Work that runs beside the event loop's turns, each under a key at most once at a time, and that can be waited for at the end. */
export class BackgroundTasks {
  readonly #running = new Map<string, Promise<void>>();
  readonly #onError: (error: unknown, key: string) => void;

  constructor(onError: (error: unknown, key: string) => void) {
    this.#onError = onError;
  }

  has(key: string): boolean {
    return this.#running.has(key);
  }

  /** Tasks that run now. */
  get size(): number {
    return this.#running.size;
  }

  /** Starts `task` unless one with this key is running. Errors go to the handler, whose own are nobody's. */
  run(key: string, task: () => Promise<void>): void {
    if (this.#running.has(key)) return;
    const running = task()
      .catch((error) => this.#onError(error, key))
      .catch(() => {})
      .finally(() => this.#running.delete(key));
    this.#running.set(key, running);
  }

  /** Resolves when nothing runs. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }
}
