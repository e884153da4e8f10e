import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type L1Event, L1Follower } from "@trellis/l1";
import type { TrellisEvent } from "@trellis/rpc-api";
import { pino } from "pino";
import { parseConfiguration } from "../config/Configuration.ts";
import { writeSecretKeyFile } from "../disk/secretKeyFile.ts";
import { TrellisNode } from "../TrellisNode.ts";
import { configurationInput } from "../testing/configurationInput.ts";
import { LocalL1 } from "../testing/LocalL1.ts";
import { seatSecret, secretOf } from "../testing/TestNode.ts";

const SEATS = [0, 1, 2];
/** Time to send vanished calls again within their window. */
const SETTINGS = { proposalWindow: 8, proofWindow: 6 };

/** One node with all roles on a real L1 that the test reorganises, and an observer that reads the same L1. */
class World {
  readonly l1: LocalL1;
  readonly events: TrellisEvent[] = [];
  #onL1: L1Event[] = [];
  #fatal: unknown;
  readonly #signal: AbortSignal;

  private constructor(l1: LocalL1, signal: AbortSignal) {
    this.l1 = l1;
    this.#signal = signal;
  }

  static async start(t: TestContext): Promise<World> {
    const l1 = await LocalL1.start(SEATS.length, SETTINGS);
    const world = new World(l1, t.signal);
    const dataDir = await mkdtemp(join(tmpdir(), "trellis-reorganisation-"));
    const keyFile = async (name: string, key: Uint8Array): Promise<string> => {
      await writeSecretKeyFile(join(dataDir, name), key);
      return join(dataDir, name);
    };
    const base = configurationInput();
    const config = parseConfiguration({
      ...base,
      dataDir,
      l1: {
        rpcUrl: l1.rpcUrl,
        addresses: { ...l1.addresses, deployedAt: String(l1.addresses.deployedAt) },
        pollMs: 100,
      },
      proofs: "simulated",
      gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], peerKeyFile: join(dataDir, "peer.key") },
      l1KeyFile: await keyFile("l1.key", secretOf("own")),
      prover: {
        seatKeyFiles: await Promise.all(SEATS.map((seat) => keyFile(`seat-${seat}.key`, seatSecret(seat)))),
        simulatedMs: 10,
        maxJobs: 4,
      },
      proposer: { depth: 1 },
    });
    const node = new TrellisNode(config, {
      log: pino({ level: "silent" }),
      onEvent: (event) => world.events.push(event),
      onFatal: (error) => {
        world.#fatal = error;
      },
    });
    const bystander = new L1Follower(
      l1.client,
      {
        onView: async ({ events, reset }) => {
          world.#onL1 = [...(reset ? [] : world.#onL1), ...events];
        },
        onError: () => {},
      },
      { pollMs: 50 },
    );
    t.after(async () => {
      await node.stop();
      await bystander.stop();
      await l1.stop();
      await rm(dataDir, { recursive: true, force: true });
    });
    bystander.start();
    await node.start();
    return world;
  }

  /** Proposals of the node for a height. */
  #bids(height: number): string[] {
    return this.of("proposed").flatMap((bid) => (bid.height === BigInt(height) ? [bid.proposalId] : []));
  }

  /** Events about a height on L1 as it is now. */
  onL1(name: "Committed" | "BlockProven" | "Finalized" | "NodePaid", height = 1): L1Event[] {
    return this.#onL1.filter(
      ({ eventName, args }) =>
        eventName === name && "proposalId" in args && this.#bids(height).includes(args.proposalId),
    );
  }

  of<Name extends TrellisEvent["event"]>(name: Name): Extract<TrellisEvent, { event: Name }>[] {
    return this.events.filter(({ event }) => event === name) as Extract<TrellisEvent, { event: Name }>[];
  }

  /** Calls about a height that the node considered done. */
  sent(action: string, height = 1): number {
    return this.of("l1_transaction").filter(
      (call) => call.action === action && this.#bids(height).includes(call.proposalId ?? ""),
    ).length;
  }

  /** Calls that claimed pay, for whatever block. */
  get claims(): number {
    return this.of("l1_transaction").filter(({ action }) => action === "claim").length;
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      this.#signal.throwIfAborted();
      if (this.#fatal !== undefined) throw this.#fatal;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The event's block and all after it vanish. */
  async undo(name: Parameters<World["onL1"]>[0], height = 1): Promise<void> {
    await this.until(() => this.onL1(name, height).length > 0);
    const [event] = this.onL1(name, height);
    await this.l1.replaceFrom(event!.blockNumber!);
    // By its block: the node may have sent it again before this is seen.
    await this.until(() => this.onL1(name, height).every(({ blockHash }) => blockHash !== event!.blockHash));
  }
}

// These tests do not count attempts: on a slow machine calls and rounds may be repeated. They check the final state of L1.

test("P5.3: a commitment that vanishes is sent again, whether its window stays open or not", {
  timeout: 600_000,
}, async (t) => {
  const world = await World.start(t);
  // The first one opens its window, which vanishes with it; the node has not seen it mined.
  await world.until(() => world.onL1("Committed").length > 0);
  await world.undo("Committed");
  await world.until(() => world.onL1("Committed").length > 0);
  // The window of height 2 was open before; the node considers the commitment done.
  await world.until(() => world.onL1("Committed", 2).length > 0 && world.sent("commit", 2) > 0);
  const head = world.onL1("Finalized");
  const sent = world.sent("commit", 2);
  await world.undo("Committed", 2);
  await world.until(() => world.onL1("Committed", 2).length > 0 && world.sent("commit", 2) > sent);
  assert.equal(head.length, 1);
  assert.deepEqual(world.onL1("Finalized"), head);
  await world.until(() => world.of("head").length >= 2);
  // No final block was lost: each was reported once.
  const heights = world.of("head").map(({ height }) => height);
  assert.deepEqual(heights.slice(0, 2), [1n, 2n]);
});

test("P7.1, P8: a proof, a final block and claims that vanish are sent again", {
  timeout: 600_000,
}, async (t) => {
  const world = await World.start(t);
  /** Waits until every node of height 1 is paid, by calls sent after the first ones. */
  const claimedAfter = (calls: number) => (): boolean =>
    world.claims > calls && world.onL1("NodePaid").length === SEATS.length;
  await world.until(() => world.sent("submitProof") > 0);
  const proofs = world.sent("submitProof");
  await world.undo("BlockProven");
  await world.until(() => world.sent("submitProof") > proofs && world.onL1("BlockProven").length > 0);

  await world.until(claimedAfter(0));
  const firstClaims = world.claims;
  await world.undo("NodePaid");
  await world.until(claimedAfter(firstClaims));

  const [first] = world.onL1("Finalized");
  const secondClaims = world.claims;
  const heads = (): number => world.of("head").filter(({ height }) => height === 1n).length;
  const headsBefore = heads();
  assert.ok(first !== undefined && headsBefore > 0);
  await world.undo("Finalized");
  await world.until(() => world.onL1("Finalized").length > 0);
  await world.until(claimedAfter(secondClaims));
  assert.deepEqual(world.onL1("Finalized")[0]!.args, first.args, "the same block is final again");
  assert.equal(heads(), headsBefore + 1, "and reported again");

  // The whole height vanishes, with its window. Another block is bid.
  const thirdClaims = world.claims;
  await world.undo("Committed");
  await world.until(claimedAfter(thirdClaims));
  assert.equal(world.onL1("Finalized").length, 1);

  // It went back to what it has stored of a block below.
  const { addresses, askedFrom } = world.l1;
  const whole = askedFrom.filter((from) => from === addresses.deployedAt);
  assert.ok(whole.length <= 1, `the deployment's logs were asked for once, not ${whole.length} times`);

  // Throughout, the node agrees with L1, and reads L1 again for each final block that vanished.
  const disagreements = ["TRL-NOD-011", "TRL-NOD-013"];
  assert.deepEqual(
    world.of("problem").filter(({ code }) => disagreements.includes(code)),
    [],
  );
  const undoing = world.of("l1_reread").filter(({ undone }) => undone > 0);
  assert.deepEqual(
    undoing.map(({ head }) => head),
    [0n, 0n],
  );
});
