import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** One line of `trellis … --json`. */
export interface TrellisEvent {
  readonly event: string;
  readonly by?: string;
  readonly [field: string]: unknown;
}

const MAIN = fileURLToPath(new URL("../../packages/cli/src/main.ts", import.meta.url));

/** How a run ended. */
export interface TrellisExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A `trellis` process, its events as they come, and the processes that it says it has started. */
export class TrellisRun {
  readonly events: TrellisEvent[] = [];
  /** Lines of standard output that are no events. */
  readonly strays: string[] = [];
  /** Process ids by actor's name. */
  readonly pids = new Map<string, number>();
  /** Told of each event as it comes. */
  onEvent: ((event: TrellisEvent) => void) | undefined;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  readonly #ended: Promise<TrellisExit>;
  #isOver = false;
  #stderr = "";

  /** @param temporary - where its temporary folders go. */
  constructor(args: readonly string[], temporary?: string) {
    // The child must not take itself for a part of this test run.
    const { NODE_TEST_CONTEXT: _, ...own } = process.env;
    const env = temporary === undefined ? own : { ...own, TMPDIR: temporary };
    const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    child.stderr.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-4_000);
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      const event = parseEvent(line);
      if (event === undefined) {
        this.strays.push(line);
        return;
      }
      this.events.push(event);
      if (event.event === "process") this.pids.set(String(event.by), Number(event.pid));
      this.onEvent?.(event);
      for (const check of this.#waiting) check();
    });
    // "close" comes when its output has been read, or hung up on.
    this.#ended = once(child, "close").then(([code, signal]) => {
      this.#isOver = true;
      for (const check of this.#waiting) check();
      return { code, signal } as TrellisExit;
    });
  }

  /** Of the process itself. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What the process wrote to standard error last. */
  get stderr(): string {
    return this.#stderr;
  }

  /** The first event that `match` accepts, past or coming. @throws when the process ends without one. */
  waitFor(match: (event: TrellisEvent) => boolean): Promise<TrellisEvent> {
    return new Promise((resolve, reject) => {
      let seen = 0;
      const check = (): void => {
        for (; seen < this.events.length; seen++) {
          const event = this.events[seen]!;
          if (!match(event)) continue;
          this.#waiting.delete(check);
          resolve(event);
          return;
        }
        if (this.#isOver) {
          this.#waiting.delete(check);
          reject(new Error(`the process ended without the event that was waited for: ${this.#stderr}`));
        }
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Exit code, null after a signal, when the process has ended and all its output is read. */
  async ended(): Promise<number | null> {
    return (await this.#ended).code;
  }

  /** Ends the reading of its output, as `| head` does. */
  hangUp(): void {
    this.#child.stdout?.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** For a test's end, however it went. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.#ended;
  }

  /** Names of actors of whose process groups any process lives. */
  survivors(): string[] {
    return [...this.pids].filter(([, pid]) => isAlive(-pid)).map(([name]) => name);
  }

  /** Resolves when nobody survives: what was killed is gone a moment later. */
  async allGone(): Promise<void> {
    while (this.survivors().length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function parseEvent(line: string): TrellisEvent | undefined {
  try {
    const value = JSON.parse(line) as Partial<TrellisEvent> | null;
    return typeof value?.event === "string" ? (value as TrellisEvent) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process is there; with a negative id, any of a process group. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
