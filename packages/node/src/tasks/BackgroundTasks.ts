/** Background work under keys: at most one task a key at a time. Its end can be awaited. */
export class BackgroundTasks {
  readonly #running = new Map<string, Promise<void>>();
  readonly #onError: (error: unknown, key: string) => void;

  constructor(onError: (error: unknown, key: string) => void) {
    this.#onError = onError;
  }

  has(key: string): boolean {
    return this.#running.has(key);
  }

  /** Number of running tasks. */
  get size(): number {
    return this.#running.size;
  }

  /** Starts `task` unless one with this key is running. Errors go to the handler; the handler's own errors are ignored. */
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
