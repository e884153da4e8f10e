import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../packages/cli/src/main.ts", import.meta.url));

/** A line of `--json`; which fields it has depends on `event`. */
export interface TrellisEvent {
  readonly event: string;
  readonly by?: string;
  readonly [field: string]: unknown;
}

/** How a run ended. */
export interface TrellisExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running `trellis` with what it has told so far. */
export class TrellisRun {
  readonly child: ChildProcess;
  readonly events: TrellisEvent[] = [];
  /** Lines of standard output that are no JSON objects. */
  readonly strays: string[] = [];
  stderr = "";
  readonly exited: Promise<TrellisExit>;
  readonly #waiting = new Set<() => void>();
  #ended: TrellisExit | undefined;

  constructor(child: ChildProcess) {
    this.child = child;
    child.stderr!.on("data", (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-20_000);
    });
    createInterface({ input: child.stdout! }).on("line", (line) => {
      try {
        const event = JSON.parse(line) as TrellisEvent;
        if (typeof event.event !== "string") throw new Error("no event");
        this.events.push(event);
      } catch {
        this.strays.push(line);
      }
      this.#wake();
    });
    this.exited = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        this.#ended = { code, signal };
        resolve(this.#ended);
        this.#wake();
      });
    });
  }

  /**
   * The first event, told already or still to come, that fits.
   * @throws if the run ends without one.
   */
  async event(fits: (event: TrellisEvent) => boolean): Promise<TrellisEvent> {
    for (let next = 0; ; ) {
      for (; next < this.events.length; next++) if (fits(this.events[next]!)) return this.events[next]!;
      if (this.#ended !== undefined) {
        throw new Error(`trellis ended (${JSON.stringify(this.#ended)}) before the event:\n${this.stderr}`);
      }
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Process ids that the run has told, by name: each leads a process group. */
  processes(): Map<string, number> {
    return new Map(
      this.events.flatMap(({ event, by, pid }) => (event === "process" ? [[by!, pid as number]] : [])),
    );
  }

  /** Resolves when no process that the run has told, and nothing that these have started, is left. */
  async allGone(): Promise<void> {
    for (const pid of this.processes().values()) {
      while (isAlive(-pid)) await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** For a test's end, however it went. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.exited;
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}

/**
 * Starts the command. @param folder - its temporary folders go there.
 */
export function runTrellis(args: readonly string[], folder: string): TrellisRun {
  return new TrellisRun(
    spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TMPDIR: folder },
    }),
  );
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
