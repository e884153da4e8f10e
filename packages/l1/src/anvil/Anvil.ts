import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { TrellisError } from "@trellis/protocol";
import { anvilBinary } from "./anvilBinary.ts";

/** Chain id of local development chains that Trellis starts. */
export const DEVELOPMENT_CHAIN_ID = 31_337;

const START_MS = 30_000;
const TERM_MS = 3_000;

/**
 * Anvil does not notice when the process that started it is gone. So a shell next to it waits for the end of standard input. The
 * system closes standard input when the starter ends, however it ends. On SIGTERM the shell waits for everything that it started.
 */
const LIFELINE = `
trap 'kill "$chain" 2>/dev/null' TERM
exec 3<&0
"$@" </dev/null 3<&- & chain=$!
{ read -r _ <&3; kill -9 "$chain"; } 2>/dev/null & watch=$!
wait "$chain"; code=$?
while kill -0 "$chain" 2>/dev/null; do wait "$chain"; code=$?; done
kill -9 "$watch" 2>/dev/null; wait "$watch" 2>/dev/null
exit "$code"`;

/** How to start a local L1. */
export interface AnvilInit {
  /** Seconds between blocks, in real time. 0 makes one block for each transaction. */
  readonly blockSeconds: number;
  /** TCP port on loopback; a free one by default. */
  readonly port?: number;
  /** {@link DEVELOPMENT_CHAIN_ID} by default. */
  readonly chainId?: number;
  /** Called when the chain ends without {@link Anvil.stop}, with the end of its error output. */
  readonly onExit?: (complaint: string) => void;
}

/** A local development L1 in a process group of its own, so that Ctrl-C in a terminal does not end it: {@link stop} does. */
export class Anvil {
  readonly #init: AnvilInit;
  #process: ChildProcess | undefined;
  #rpcUrl = "";

  constructor(init: AnvilInit) {
    this.#init = init;
  }

  /** JSON-RPC address, once started. */
  get rpcUrl(): string {
    return this.#rpcUrl;
  }

  /** The process group's id, for callers that account for every process. Undefined while the chain does not run. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Starts the chain and waits until it answers.
   * @throws TRL-L1-001 if anvil is not installed; TRL-L1-002 if it ends before it answers (the port may be taken) or does not answer
   * in time; TRL-L1-003 if it is already running.
   */
  async start(): Promise<void> {
    if (this.#process !== undefined) throw new TrellisError("TRL-L1-003", "this chain is already running");
    const { blockSeconds, port = 0, chainId = DEVELOPMENT_CHAIN_ID, onExit } = this.#init;
    const args = [
      "--port",
      String(port),
      "--chain-id",
      String(chainId),
      "--hardfork",
      "prague",
      "--gas-limit",
      "60000000",
      // Readers ask for recent history only. Without this bound, memory grows for as long as the chain runs.
      "--prune-history",
      "1000",
    ];
    if (blockSeconds > 0) args.push("--block-time", String(blockSeconds));
    const child = spawn("/bin/sh", ["-c", LIFELINE, "anvil", anvilBinary(), ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    this.#process = child;
    child.stdin.on("error", () => {});
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2_000);
    });
    const listening = Promise.withResolvers<string>();
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = /^Listening on (\S+)$/.exec(line)?.[1];
      if (address !== undefined) listening.resolve(address);
    });
    const fail = (reason: string): void => {
      listening.reject(
        new TrellisError("TRL-L1-002", `the local L1 (anvil) did not start: ${reason}`, { port }),
      );
    };
    // "close" comes after the whole output has been read; "exit" may come before that.
    child.once("close", (code) => {
      const asked = this.#process !== child;
      if (!asked) this.#process = undefined;
      fail(complaint.trim() || `it ended with code ${code}`);
      if (!asked && this.#rpcUrl !== "") onExit?.(complaint.trim() || `code ${code}`);
    });
    child.once("error", (error) => fail(error.message));
    const tooLate = setTimeout(() => fail(`no answer within ${START_MS / 1_000} s`), START_MS);
    try {
      this.#rpcUrl = `http://${await listening.promise}`;
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      clearTimeout(tooLate);
    }
  }

  /** Kills the chain at once, for callers that cannot wait. */
  kill(): void {
    const pid = this.#process?.pid;
    if (pid !== undefined) killGroup(pid);
  }

  /** Ends the chain. When this resolves, no process of its group is left. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    this.#rpcUrl = "";
    if (child?.pid === undefined) return;
    const closed = once(child, "close");
    child.kill("SIGTERM");
    const force = setTimeout(() => killGroup(child.pid!), TERM_MS);
    await closed;
    clearTimeout(force);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group is already empty.
  }
}
