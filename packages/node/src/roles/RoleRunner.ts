import type { Part } from "../tasks/LifeCycle.ts";
import type { Role } from "./NodeContext.ts";

/** Roles look at the whole situation at least this often, for what time alone makes due. Milliseconds. */
const TICK_MS = 500;

/** Has the roles look at the situation after each change and at regular intervals. */
export class RoleRunner implements Part {
  readonly #onError: (error: unknown, role: string) => void;
  readonly #roles: Role[] = [];
  #tick: NodeJS.Timeout | undefined;
  #isQueued = false;

  /** @param onError - told of a role that threw; the others run all the same. */
  constructor(onError: (error: unknown, role: string) => void) {
    this.#onError = onError;
  }

  /** Adds a role, which runs after those added before it. */
  add(role: Role): void {
    this.#roles.push(role);
  }

  /** Begins to run the roles. Before, nothing that they have to say would reach anybody. */
  start(): void {
    this.#tick = setInterval(() => this.schedule(), TICK_MS);
    this.schedule();
  }

  async stop(): Promise<void> {
    clearInterval(this.#tick);
    this.#tick = undefined;
  }

  /** Runs the roles once after everything that changes in this turn of the event loop. */
  schedule(): void {
    if (this.#isQueued || this.#tick === undefined) return;
    this.#isQueued = true;
    setImmediate(() => {
      this.#isQueued = false;
      if (this.#tick !== undefined) this.#run();
    });
  }

  #run(): void {
    for (const role of this.#roles) {
      try {
        role.update();
      } catch (error) {
        this.#onError(error, role.constructor.name);
      }
    }
  }
}
