import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { devnetKey } from "../../packages/cli/src/devnet/setup/devnetKey.ts";
import { l2Key } from "../../packages/cli/src/load/l2Key.ts";
import { RpcClient } from "../../packages/client/src/RpcClient.ts";
import { Anvil } from "../../packages/l1/src/anvil/Anvil.ts";
import { publicKeyOf } from "../../packages/ledger/src/signing/schnorr.ts";
import { addressOf } from "../../packages/protocol/src/encoding/addressOf.ts";
import { toHex } from "../../packages/protocol/src/encoding/bytes.ts";
import { publicKeyOf as l1KeyOf } from "../../packages/protocol/src/keys/secp256k1.ts";
import { assertSummary } from "./assertSummary.ts";
import { playStory, unwilling } from "./playStory.ts";
import { type TrellisEvent, TrellisRun } from "./TrellisRun.ts";

const TIMEOUT = { timeout: 240_000 };
const INTERRUPTED = 130;
const DEVNET = ["devnet", "--proofs", "simulated", "--rate", "5", "--json"];
/** Seconds of the longest round of such a devnet: 5 to propose, 5 for late leaders, 21 to prove (R17). */
const LONGEST_ROUND = 31;
/** Anvil, a full node, two proposers, three provers, load. */
const PROCESSES = ["anvil", "full", "load", "proposer-1", "proposer-2", "prover-1", "prover-2", "prover-3"];

/** What a proposer gains by trading, wei, that raises its bid by more than rounding. */
const CLEAR_GAIN = 10n ** 15n;
/** The bid of a block that gains nothing but the reward, wei: with the risk of its bond, 1 %, it costs half of 5 TRL. */
const PLAIN_BID = (25n * 10n ** 17n * 100n) / 101n;

let folder: string;
let run: TrellisRun | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-e2e-"));
});
afterEach(async () => {
  await run?.kill();
  run = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** Nothing of the run is left: no process, no file. */
async function assertNothingLeft(ended: TrellisRun): Promise<void> {
  await ended.allGone();
  assert.deepEqual(await readdir(folder), []);
}

test("three blocks become final, everybody is paid, and nothing is left", TIMEOUT, async () => {
  run = new TrellisRun([...DEVNET, "--blocks", "3"], folder);
  assert.equal(await run.ended(), 0, run.stderr);
  const summary = assertSummary(run, 3, 3);
  assert.equal(summary.proofs, "simulated");
  assert.ok(
    run.events.some(({ event, message }) => event === "warning" && String(message).includes("SIMULATED")),
  );
  // Only what users send pays fees.
  assert.ok(summary.heights.some(({ fees, transactions }) => BigInt(fees) > 0n && transactions > 0));
  // Every node of the network follows the same chain.
  for (const { height, winner } of summary.heights.slice(0, 2)) {
    const heads: TrellisEvent[] = run.events.filter(
      (event: TrellisEvent) => event.event === "head" && event.height === String(height),
    );
    assert.equal(new Set(heads.map(({ by }) => by)).size, 6);
    assert.deepEqual([...new Set(heads.map(({ proposalId }) => proposalId))], [winner.proposalId]);
    assert.equal(new Set(heads.map(({ stateRoot }) => stateRoot)).size, 1);
  }
  assert.deepEqual([...run.pids.keys()].sort(), PROCESSES);
  await assertNothingLeft(run);
});

/** Head and account of a proposer's own key, both of the same block. */
async function ownAccount(
  rpc: RpcClient,
  index: number,
  least: bigint,
): Promise<{ readonly height: number; readonly balances: readonly bigint[] }> {
  const { x, y } = publicKeyOf(l2Key("trellis", "builder", index));
  const owner = toHex(addressOf(l1KeyOf(devnetKey("trellis", "proposer", index))));
  for (;;) {
    const heightNow = async (): Promise<bigint> => (await rpc.call("trellis_status", [])).head.height;
    const before = await heightNow();
    const account = await rpc.call("trellis_getAccount", [{ x, y, owner }]);
    if (account !== null && before >= least && before === (await heightNow())) {
      return { height: Number(before), balances: account.balances };
    }
  }
}

test(
  "P10.1 two strategies compete: bids follow what trading gains, and own swaps do what was told",
  TIMEOUT,
  async () => {
    run = new TrellisRun([...DEVNET, "--blocks", "6"], folder);
    const running = await run.waitFor(({ event }) => event === "running");
    // Enough for its bid to show it.
    const isTraded = ({ event, by, backrun }: TrellisEvent): boolean =>
      event === "proposed" && by === "proposer-2" && BigInt(String(backrun)) > CLEAR_GAIN;
    const first = await run.waitFor(isTraded);
    await run.waitFor(({ event, height }) => event === "final" && height === Number(first.height));
    const rpc = new RpcClient(String(running.rpc));
    const { height, balances } = await ownAccount(rpc, 1, BigInt(Number(first.height)));
    await run.waitFor(({ event, height: of }) => event === "final" && Number(of) === height);
    const proposals = run.events.filter(({ event }) => event === "proposed");
    const finals = run.events.filter(({ event, height: of }) => event === "final" && Number(of) <= height);
    assert.ok(finals.length >= Number(first.height));

    // Every swap of its blocks that won, and nothing else, is in the trading proposer's account.
    const expected: [bigint, bigint] = [5_000n * 10n ** 18n, 5_000n * 10n ** 18n];
    for (const { winner } of finals) {
      const { proposalId } = winner as { readonly proposalId: string };
      const own = proposals.find((one) => one.proposalId === proposalId && one.by === "proposer-2");
      for (const { asset, amount, out } of (own?.swaps ?? []) as {
        asset: 0 | 1;
        amount: string;
        out: string;
      }[]) {
        expected[asset] -= BigInt(amount);
        expected[asset === 0 ? 1 : 0] += BigInt(out);
      }
    }
    assert.deepEqual(balances, expected);

    for (const { by, strategy, swaps, burnBid, proverShareBps, backrun } of proposals) {
      assert.equal(strategy, by === "proposer-2" ? "backrun" : "fees");
      const gains = BigInt(String(backrun));
      assert.equal(gains > 0n, (swaps as unknown[]).length > 0);
      // Half of the reward's 5 TRL, of which the bond's risk takes its part (R9), and more where trading gains something.
      if (by === "proposer-2" && gains > CLEAR_GAIN) {
        assert.ok(BigInt(String(burnBid)) > PLAIN_BID);
        assert.ok(Number(proverShareBps) > 5_000);
      }
    }
    run.signal("SIGINT");
    await run.ended();
    await assertNothingLeft(run);
  },
);

test("a new node and a command need the devnet's network.json and nothing else", TIMEOUT, async () => {
  run = new TrellisRun(DEVNET, folder);
  const running = await run.waitFor(({ event }) => event === "running");
  const network = join(String(running.dataDir), "network.json");
  const dir = join(folder, "node");
  const init = new TrellisRun(["init", "full", "--network", network, "--dir", dir]);
  assert.equal(await init.ended(), 0, init.stderr);
  const file = join(dir, "node.json");
  const config = JSON.parse(await readFile(file, "utf8"));
  // Other tests may run on this machine: any free port.
  const ports = { gossip: { ...config.gossip, listen: ["/ip4/127.0.0.1/tcp/0"] }, rpc: { port: 0 } };
  await writeFile(file, JSON.stringify({ ...config, ...ports, metrics: undefined }));
  const node = new TrellisRun(["node", "--config", file, "--events"]);
  try {
    await node.waitFor(({ event, height }) => event === "head" && BigInt(String(height)) >= 2n);
  } finally {
    await node.kill();
  }
  const status = new TrellisRun(["status", "--network", network]);
  assert.equal(await status.ended(), 0, status.stderr);
  assert.match(status.strays.join("\n"), new RegExp(`rollup ${running.rollup} on chain 31337`));
  await rm(dir, { recursive: true });
  run.signal("SIGINT");
  await run.ended();
  await assertNothingLeft(run);
});

test(
  "unwilling proposers: deposit, forced withdrawal and trade reach final blocks, and the state is rebuilt from L1",
  TIMEOUT,
  async () => {
    run = new TrellisRun([...DEVNET, ...unwilling(LONGEST_ROUND)], folder);
    await playStory(run);
    run.signal("SIGINT");
    assert.equal(await run.ended(), 0, run.stderr);
    await assertNothingLeft(run);
  },
);

test("a devnet that is interrupted while it starts ends and leaves nothing", TIMEOUT, async () => {
  run = new TrellisRun([...DEVNET, "--blocks", "3"], folder);
  await run.waitFor(({ event, by }) => event === "process" && by === "prover-1");
  run.signal("SIGINT");
  assert.equal(await run.ended(), INTERRUPTED, run.stderr);
  assert.equal(run.events.at(-1)?.event, "summary");
  assert.equal(run.events.at(-1)?.finalised, 0);
  assert.ok(!run.events.some(({ event }) => event === "running"));
  await assertNothingLeft(run);
});

test("a devnet that is interrupted while it runs ends and leaves nothing", TIMEOUT, async () => {
  run = new TrellisRun([...DEVNET, "--blocks", "3"], folder);
  await run.waitFor(({ event }) => event === "proved");
  run.signal("SIGINT");
  assert.equal(await run.ended(), INTERRUPTED, run.stderr);
  assert.equal(run.events.at(-1)?.event, "summary");
  assert.deepEqual([...run.pids.keys()].sort(), PROCESSES);
  await assertNothingLeft(run);
});

test("a devnet whose reader goes away ends and leaves nothing", TIMEOUT, async () => {
  run = new TrellisRun([...DEVNET, "--blocks", "3"], folder);
  await run.waitFor(({ event }) => event === "running");
  run.hangUp();
  assert.equal(await run.ended(), INTERRUPTED);
  assert.equal(run.stderr, "");
  await assertNothingLeft(run);
});

test("no process outlives a devnet that is killed", TIMEOUT, async () => {
  run = new TrellisRun([...DEVNET, "--blocks", "3"], folder);
  await run.waitFor(({ event }) => event === "running");
  await run.kill();
  assert.deepEqual([...run.pids.keys()].sort(), PROCESSES);
  await run.allGone();
});

test("a devnet whose L1 ends by itself says so, and leaves nothing", TIMEOUT, async () => {
  run = new TrellisRun([...DEVNET, "--blocks", "3"], folder);
  await run.waitFor(({ event }) => event === "running");
  process.kill(-run.pids.get("anvil")!, "SIGKILL");
  assert.equal(await run.ended(), 1);
  assert.match(run.stderr, /^TRL-CLI-013: /);
  await assertNothingLeft(run);
});

test("simulated proofs are refused on a chain that is no development chain", TIMEOUT, async () => {
  const anvil = new Anvil({ blockSeconds: 1, chainId: 11_155_111 });
  await anvil.start();
  try {
    const address = `0x${"11".repeat(20)}`;
    const config = join(folder, "node.json");
    await writeFile(
      config,
      JSON.stringify({
        name: "misplaced",
        dataDir: join(folder, "data"),
        l1: {
          rpcUrl: anvil.rpcUrl,
          addresses: {
            token: address,
            secondAsset: address,
            constants: address,
            vault: address,
            registry: address,
            auction: address,
            rollup: address,
            rewards: address,
            bridge: address,
            court: address,
            lens: address,
            blockVerifier: address,
            deployedAt: "0",
          },
        },
        gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], peerKeyFile: join(folder, "peer.key") },
        proofs: "simulated",
      }),
    );
    run = new TrellisRun(["node", "--config", config, "--events"], folder);
    assert.equal(await run.ended(), 1);
    assert.match(run.stderr, /TRL-PRV-140: /);
    assert.deepEqual(run.events, []);
  } finally {
    await anvil.stop();
  }
});
