import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ContractAddresses } from "../../packages/l1/src/contracts/ContractAddresses.ts";
import type { ConfigurationInput } from "../../packages/node/src/config/Configuration.ts";
import { TrellisRun } from "../../test/e2e/TrellisRun.ts";

/** Milliseconds between a node's questions to L1: the shortest. */
const POLL_MS = 50;
/** Milliseconds between questions to its index. */
const INDEX_POLL_MS = 200;

/** A full node with an index, in a process of its own, which follows an L1. */
export class FollowingNode {
  readonly #folder: string;
  readonly #run: TrellisRun;
  /** Of its index. */
  readonly #indexUrl: string;
  #height = 0;
  /** What it ended with; undefined while it runs. */
  #exitCode: number | null | undefined;
  #wake = (): void => {};

  private constructor(folder: string, run: TrellisRun, indexUrl: string) {
    this.#folder = folder;
    this.#indexUrl = indexUrl;
    this.#run = run;
    run.onEvent = ({ event, height }) => {
      if (event !== "head") return;
      this.#height = Number(height);
      this.#wake();
    };
    void run.ended().then((code) => {
      this.#exitCode = code;
      this.#wake();
    });
  }

  /** @param nodeOptions - for Node, besides those of ops/systemd/trellis.service. */
  static async start(
    { deployedAt, ...contracts }: ContractAddresses,
    rpcUrl: string,
    nodeOptions: string,
  ): Promise<FollowingNode> {
    const folder = await mkdtemp(join(tmpdir(), "trellis-soak-"));
    const dataDir = join(folder, "node");
    const config: ConfigurationInput = {
      name: "soak",
      dataDir,
      l1: { rpcUrl, pollMs: POLL_MS, addresses: { ...contracts, deployedAt: String(deployedAt) } },
      gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], bootstrap: [], peerKeyFile: join(dataDir, "peer.key") },
      rpc: { port: 0 },
      index: { listen: { port: 0 } },
      proofs: "simulated",
    };
    process.env.NODE_OPTIONS = `--max-semi-space-size=16 ${nodeOptions}`;
    process.env.MALLOC_ARENA_MAX = "1";
    const file = join(folder, "node.json");
    await writeFile(file, JSON.stringify(config), { mode: 0o600 });
    const run = new TrellisRun(["node", "--config", file, "--events"]);
    const { index } = await run.waitFor(({ event }) => event === "started");
    return new FollowingNode(folder, run, String(index));
  }

  /** The last final height that it has told of. */
  get height(): number {
    return this.#height;
  }

  /** Problems that it has told of. */
  get problems(): readonly unknown[] {
    return this.#run.events.filter(({ event }) => event === "problem");
  }

  /** Resolves when it has followed to a height. @throws if it ends before. */
  async reaches(height: number): Promise<void> {
    while (this.#height < height) {
      this.#requireRunning();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  /** Resolves when its index has written a height. The node follows L1 without waiting for it. @throws if the node ends before. */
  async indexReaches(height: number): Promise<void> {
    for (;;) {
      const response = await fetch(`${this.#indexUrl}/v1/status`).catch(() => undefined);
      // The index answers only so many questions a second.
      const status =
        response?.ok === true ? ((await response.json()) as { height: number | null }) : undefined;
      if ((status?.height ?? 0) >= height) return;
      this.#requireRunning();
      await delay(INDEX_POLL_MS);
    }
  }

  /** What it takes now. */
  async look(): Promise<{ readonly memoryMib: number; readonly diskMib: number }> {
    const status = await readFile(`/proc/${this.#run.pid}/status`, "utf8");
    const [, kibibytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
    const folder = join(this.#folder, "node");
    const sizes = await Promise.all(
      (await readdir(folder)).map((name) =>
        stat(join(folder, name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    return {
      memoryMib: Number(kibibytes) / 1_024,
      diskMib: sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20,
    };
  }

  /** Ends it, and removes its files. */
  async stop(): Promise<void> {
    this.#run.signal("SIGTERM");
    await this.#run.ended();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #requireRunning(): void {
    if (this.#exitCode === undefined) return;
    throw new Error(`the node has ended with code ${this.#exitCode}: ${this.#run.stderr}`);
  }
}
