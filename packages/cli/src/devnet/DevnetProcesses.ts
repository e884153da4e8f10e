import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TrellisError } from "@trellis/protocol";
import type { TrellisEvent } from "@trellis/rpc-api";
import { ChildProcess } from "./ChildProcess.ts";
import type { NodePlan } from "./setup/ActorSetup.ts";

const STARTUP_MS = 60_000;

/** A devnet's `trellis` processes: nodes and load. */
export class DevnetProcesses {
  readonly #dataDir: string;
  readonly #signal: AbortSignal;
  readonly #onEvent: (name: string, event: TrellisEvent) => void;
  readonly #warn: (message: string) => void;
  readonly #children: ChildProcess[] = [];

  /**
   * @param dataDir - for configurations and logs.
   * @param signal - aborts when no more processes may be started.
   */
  constructor(
    dataDir: string,
    signal: AbortSignal,
    handlers: {
      onEvent(name: string, event: TrellisEvent): void;
      onWarning(message: string): void;
    },
  ) {
    this.#dataDir = dataDir;
    this.#signal = signal;
    this.#onEvent = handlers.onEvent;
    this.#warn = handlers.onWarning;
  }

  /** How many have been started. */
  get count(): number {
    return this.#children.length;
  }

  /** Starts a node's process and waits until it says that it has started. */
  async startNode({ name, config }: NodePlan): Promise<Extract<TrellisEvent, { event: "started" }>> {
    const file = join(this.#dataDir, `${name}.json`);
    await writeFile(file, JSON.stringify(config, null, 2), { mode: 0o600 });
    const started = Promise.withResolvers<Extract<TrellisEvent, { event: "started" }>>();
    const child = this.#spawn(
      name,
      ["node", "--config", file, "--events", "--until-stdin-closes"],
      (event) => {
        if (event.event === "started") started.resolve(event);
      },
    );
    const signal = this.#signal;
    const onStop = (): void => started.reject(signal.reason);
    signal.addEventListener("abort", onStop);
    const tooLate = setTimeout(
      () =>
        started.reject(
          new TrellisError("TRL-CLI-011", `${name} does not start; see ${name}.log`, {
            complaint: child.complaint,
          }),
        ),
      STARTUP_MS,
    );
    void child
      .exited()
      .then(() =>
        started.reject(
          new TrellisError("TRL-CLI-012", `${name} ended while starting: ${child.complaint}`, { name }),
        ),
      );
    try {
      return await started.promise;
    } finally {
      clearTimeout(tooLate);
      signal.removeEventListener("abort", onStop);
    }
  }

  /** Starts the load generator. @param config - its settings' file. */
  startLoad(config: string): void {
    this.#spawn("load", ["load", "--config", config, "--until-stdin-closes"], () => {});
  }

  /** Ends all of them; resolves when none is left. */
  async stop(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop()));
  }

  /** Kills all of them at once. */
  killAll(): void {
    for (const child of this.#children) child.killAll();
  }

  #spawn(name: string, args: readonly string[], onEvent: (event: TrellisEvent) => void): ChildProcess {
    // No process may start during or after the shutdown.
    this.#signal.throwIfAborted();
    const child = new ChildProcess(
      name,
      args,
      join(this.#dataDir, `${name}.log`),
      (event) => {
        onEvent(event);
        this.#onEvent(name, event);
      },
      ({ code, signal }) => {
        // The network goes on when one actor ends. The protocol is meant to keep producing blocks then.
        this.#warn(`${name} ended (${signal ?? `code ${code}`}): ${child.complaint || "no message"}`);
      },
    );
    this.#children.push(child);
    this.#onEvent(name, { event: "process", pid: child.pid ?? 0 });
    return child;
  }
}
