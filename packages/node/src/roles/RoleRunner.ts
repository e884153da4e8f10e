import { type Clock, systemClock } from "../tasks/Clock.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import type { Role } from "./Role.ts";

/** After a run that took at least so long, the next one waits for some times that long: messages need the event loop, too. */
const LONG_RUN_MS = 1;
const PAUSE_PART = 8;
/** Roles run at least this often, because time alone can make an action due. Milliseconds. */
const TICK_MS = 500;

/** Runs the roles after each change and at regular intervals. */
export class RoleRunner implements Part {
  readonly #onError: (error: unknown, role: string) => void;
  readonly #clock: Clock;
  readonly #roles: Role[] = [];
  #tick: NodeJS.Timeout | undefined;
  #isQueued = false;
  #lastMs = 0;

  /** @param onError - called when a role throws; the others still run. @param clock - milliseconds. */
  constructor(onError: (error: unknown, role: string) => void, clock: Clock = systemClock) {
    this.#onError = onError;
    this.#clock = clock;
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

  /** Runs the roles once after all changes in this turn of the event loop; after a long run, a little later. */
  schedule(): void {
    if (this.#isQueued || this.#tick === undefined) return;
    this.#isQueued = true;
    const run = (): void => {
      this.#isQueued = false;
      if (this.#tick !== undefined) this.#run();
    };
    if (this.#lastMs < LONG_RUN_MS) setImmediate(run);
    else setTimeout(run, Math.min(PAUSE_PART * this.#lastMs, TICK_MS)).unref();
  }

  #run(): void {
    const start = this.#clock();
    for (const role of this.#roles) {
      try {
        role.update();
      } catch (error) {
        this.#onError(error, role.constructor.name);
      }
    }
    this.#lastMs = this.#clock() - start;
  }
}
