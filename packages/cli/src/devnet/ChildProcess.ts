import { type ChildProcess as NodeChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { TrellisError } from "@trellis/protocol";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const STOP_MS = 8_000;

/** How a child's process ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * One `trellis` process of the devnet. It leads a process group of its own, so that whatever it started (bb) can be ended with it;
 * it ends by itself when its standard input closes, that is when the devnet is gone for whatever reason. Its standard output is one
 * event per line, its standard error goes to a log file.
 */
export class ChildProcess<Event extends { readonly event: string }> {
  readonly name: string;
  readonly #child: NodeChildProcess;
  readonly #log: WriteStream;
  readonly #exited: Promise<ChildExit>;
  #stopping = false;
  #tail = "";

  /**
   * @param args - after `trellis`.
   * @param onExit - told of an end that was not asked for.
   */
  constructor(
    name: string,
    args: readonly string[],
    logFile: string,
    onEvent: (event: Event) => void,
    onExit: (exit: ChildExit) => void,
  ) {
    this.name = name;
    this.#log = createWriteStream(logFile, { flags: "a", mode: 0o600 });
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    this.#child = child;
    child.stderr.on("data", (chunk: Buffer) => {
      this.#tail = (this.#tail + chunk.toString()).slice(-1_000);
      this.#log.write(chunk);
    });
    // Writing to a child that is gone is no fault of ours.
    child.stdin.on("error", () => {});
    createInterface({ input: child.stdout }).on("line", (line) => {
      let event: Event;
      try {
        event = JSON.parse(line) as Event;
      } catch {
        this.#log.write(`${line}\n`);
        return;
      }
      onEvent(event);
    });
    const { promise, resolve } = Promise.withResolvers<ChildExit>();
    this.#exited = promise;
    child.once("error", () => resolve({ code: null, signal: null }));
    child.once("exit", (code, signal) => {
      this.#killGroup("SIGKILL");
      this.#log.end();
      resolve({ code, signal });
      if (!this.#stopping) onExit({ code, signal });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Last words on standard error, for a message to people. */
  get complaint(): string {
    return this.#tail.trim().split("\n").slice(-3).join(" | ");
  }

  /** Resolves when the process has ended. */
  exited(): Promise<ChildExit> {
    return this.#exited;
  }

  /** Ends the process and all that it started. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.kill("SIGTERM");
    const force = setTimeout(() => this.#killGroup("SIGKILL"), STOP_MS);
    await this.#exited;
    clearTimeout(force);
  }

  /** Kills the process at once, as a crash would; its end is told. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Kills the process and all that it started, at once and without a word. */
  killAll(): void {
    this.#stopping = true;
    this.#killGroup("SIGKILL");
  }

  #killGroup(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // ESRCH: the group is empty, which is what is wanted.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
        throw new TrellisError(
          "TRL-CLI-010",
          "cannot end a process of the devnet",
          { name: this.name, pid },
          error,
        );
      }
    }
  }
}
