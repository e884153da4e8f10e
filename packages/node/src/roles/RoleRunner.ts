import type { Part } from "../tasks/LifeCycle.ts";
import type { Role } from "./Role.ts";

/** Roles run at least this often, because time alone can make an action due. Milliseconds. */
const TICK_MS = 500;

/** Runs the roles after each change and at regular intervals. */
export class RoleRunner implements Part {
  readonly #onError: (error: unknown, role: string) => void;
  readonly #roles: Role[] = [];
  #tick: NodeJS.Timeout | undefined;
  #isQueued = false;

  /** @param onError - called when a role throws; the others still run. */
  constructor(onError: (error: unknown, role: string) => void) {
    this.#onError = onError;
  }

  /** Adds a role, which runs after those added before it. */
  add(role: Role): void {
    this.#roles.push(role);
  }

  /** Starts running the roles. Until gossip runs, nobody would receive their messages. */
  start(): void {
    this.#tick = setInterval(() => this.schedule(), TICK_MS);
    this.schedule();
  }

  async stop(): Promise<void> {
    clearInterval(this.#tick);
    this.#tick = undefined;
  }

  /** Runs the roles once after all changes in this turn of the event loop. */
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
