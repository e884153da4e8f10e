import { type ChildProcess as NodeChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { readEvent, type TrellisEvent } from "@trellis/rpc-api";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const STOP_MS = 8_000;
/**
 * On a machine with much memory, Node keeps up to 128 MiB for objects that live shortly. A node needs an eighth of it. Its garbage is
 * collected by five threads; many nodes share the machine of a devnet, and threads that wait for each other cost more than they save.
 */
const NODE_FLAGS = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=16", "--v8-pool-size=1"];

/** How a child's process ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * The C library keeps memory apart for each thread. One pool for all threads saves a tenth of a node's memory. It also keeps large buffers for
 * later unless it has a fixed threshold, here 128 KiB.
 */
const THRIFTY_MALLOC = { MALLOC_ARENA_MAX: "1", MALLOC_TRIM_THRESHOLD_: "131072" };

/** The devnet configures its processes by files: variables that are meant for another node must not change them. */
function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(environment).filter(
    ([name]) => !name.startsWith("TRELLIS_") || name === "TRELLIS_CACHE",
  );
  return { ...THRIFTY_MALLOC, ...Object.fromEntries(own) };
}

/**
 * One `trellis` process of the devnet. It leads its own process group, so that everything it started (bb) can
 * be ended with it. It ends by itself when its standard input closes. That happens when the devnet has gone,
 * for any reason. Its standard output is one event per line. Its standard error goes to a log file.
 */
export class ChildProcess {
  readonly name: string;
  readonly #child: NodeChildProcess;
  readonly #log: WriteStream;
  readonly #exited: Promise<ChildExit>;
  readonly #stopMs: number;
  #stopping = false;
  #tail = "";

  /**
   * @param args - after `trellis`.
   * @param onExit - told of an end that was not asked for.
   * @param main - the script that is run; `trellis` by default.
   * @param stopMs - how long the process may take to end by itself when it is stopped.
   */
  constructor(
    name: string,
    args: readonly string[],
    logFile: string,
    onEvent: (event: TrellisEvent) => void,
    onExit: (exit: ChildExit) => void,
    { main = MAIN, stopMs = STOP_MS }: { readonly main?: string; readonly stopMs?: number } = {},
  ) {
    this.name = name;
    this.#stopMs = stopMs;
    this.#log = createWriteStream(logFile, { flags: "a", mode: 0o600 });
    // The network does not end if a log cannot be written, for example on a full disk.
    this.#log.on("error", () => {});
    const child = spawn(process.execPath, [...NODE_FLAGS, main, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      env: childEnvironment(process.env),
      detached: true,
    });
    this.#child = child;
    child.stderr.on("data", (chunk: Buffer) => {
      this.#tail = (this.#tail + chunk.toString()).slice(-1_000);
      this.#log.write(chunk);
    });
    // Writing to a child that has gone fails. That is not our fault.
    child.stdin.on("error", () => {});
    createInterface({ input: child.stdout }).on("line", (line) => {
      const event = readEvent(line);
      if (event === undefined) this.#log.write(`${line}\n`);
      else onEvent(event);
    });
    const { promise, resolve } = Promise.withResolvers<ChildExit>();
    this.#exited = promise;
    const onEnd = (exit: ChildExit): void => {
      resolve(exit);
      if (!this.#stopping) onExit(exit);
    };
    child.once("error", (error) => {
      if (child.pid !== undefined) return;
      this.#tail = error.message;
      onEnd({ code: null, signal: null });
    });
    child.once("exit", () => this.#killGroup("SIGKILL"));
    // Its last output may come after its exit.
    child.once("close", (code, signal) => {
      this.#log.end();
      if (child.pid !== undefined) onEnd({ code, signal });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The last lines of standard error, for a message to people. */
  get complaint(): string {
    return this.#tail.trim().split("\n").slice(-3).join(" | ");
  }

  /** Resolves when the process has ended. */
  exited(): Promise<ChildExit> {
    return this.#exited;
  }

  /** Ends the process and everything that it started, without waiting until it has done what it owes. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.kill("SIGTERM");
    // Nobody waits for its promises: it need not do what it owes first.
    this.#child.stdin?.end();
    const force = setTimeout(() => this.#killGroup("SIGKILL"), this.#stopMs);
    await this.#exited;
    clearTimeout(force);
  }

  /** Kills the process at once, as a crash would. Its end is reported. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Kills the process and everything that it started, at once. Its end is not reported. */
  killAll(): void {
    this.#stopping = true;
    this.#killGroup("SIGKILL");
  }

  #killGroup(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is already empty, as intended.
    }
  }
}
