import type { Role } from "./Role.ts";

/** Ends a node without breaking a promise: no role takes on anything new, and the end comes when none owes anything. */
export class Drain implements Role {
  readonly #roles: () => readonly Role[];
  readonly #onOwed: (owed: readonly string[]) => void;
  readonly #done = Promise.withResolvers<void>();
  #isDraining = false;
  #told = "";

  /**
   * @param roles - the node's roles.
   * @param onOwed - told of what is still owed, when it changes.
   */
  constructor(roles: () => readonly Role[], onOwed: (owed: readonly string[]) => void) {
    this.#roles = roles;
    this.#onOwed = onOwed;
  }

  /** Resolves when no role owes anything, or the node has been stopped. */
  async drain(): Promise<void> {
    if (!this.#isDraining) {
      this.#isDraining = true;
      for (const role of this.#roles()) role.drain?.();
    }
    this.update();
    await this.#done.promise;
  }

  /** What the roles owe now. */
  owed(): string[] {
    return this.#roles().flatMap((role) => role.owes?.() ?? []);
  }

  update(): void {
    if (!this.#isDraining) return;
    const owed = this.owed();
    if (owed.length === 0) this.#done.resolve();
    else if (owed.join() !== this.#told) {
      this.#told = owed.join();
      this.#onOwed(owed);
    }
  }

  async stop(): Promise<void> {
    this.#done.resolve();
  }
}
