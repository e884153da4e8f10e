import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { TrellisError } from "@trellis/protocol";
import { anvilBinary } from "./anvilBinary.ts";

/** Chain id of local development chains that Trellis starts. */
export const DEVELOPMENT_CHAIN_ID = 31_337;

/** How to start a local L1. */
export interface AnvilInit {
  /** Seconds between blocks; blocks come at real time. */
  readonly blockSeconds: number;
  /** TCP port on loopback; a free one by default. */
  readonly port?: number;
}

/** A local development L1 in a process of its own. */
export class Anvil {
  readonly #init: AnvilInit;
  #process: ChildProcess | undefined;
  #port = 0;

  constructor(init: AnvilInit) {
    this.#init = init;
  }

  /** JSON-RPC address, once started. */
  get rpcUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The process id, for those who must account for every process. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Starts the chain and waits until it answers.
   * @throws TRL-L1-002 if it ends before.
   */
  async start(): Promise<void> {
    this.#port = this.#init.port ?? (await freePort());
    const child = spawn(
      anvilBinary(),
      [
        "--port",
        String(this.#port),
        "--block-time",
        String(this.#init.blockSeconds),
        "--chain-id",
        String(DEVELOPMENT_CHAIN_ID),
        "--hardfork",
        "prague",
        "--gas-limit",
        "60000000",
        // Only the head's history is asked for; without a bound a long run would grow without end.
        "--prune-history",
        "1000",
      ],
      // A group of its own: a terminal's Ctrl-C must not take L1 away from nodes that are still ending.
      { stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    this.#process = child;
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2_000);
    });
    const lines = createInterface({ input: child.stdout });
    const listening = new Promise<void>((resolve, reject) => {
      lines.on("line", (line) => {
        if (line.startsWith("Listening on")) resolve();
      });
      child.once("exit", (code) => {
        reject(new TrellisError("TRL-L1-002", "anvil ended before it listened", { code, complaint }));
      });
      child.once("error", reject);
    });
    await listening;
  }

  /** Kills the chain's process at once. */
  kill(): void {
    this.#process?.kill("SIGKILL");
  }

  /** Ends the chain's process. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), 3_000);
    await exited;
    clearTimeout(force);
  }
}

/** A TCP port on loopback that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
