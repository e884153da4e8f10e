import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { Anvil } from "../packages/l1/src/Anvil.ts";
import { assertSummary } from "./assertSummary.ts";
import { type TrellisEvent, TrellisRun } from "./TrellisRun.ts";

const TIMEOUT = { timeout: 240_000 };
const INTERRUPTED = 130;
const DEVNET = ["devnet", "--proofs", "simulated", "--rate", "5", "--json"];
/** Anvil, a full node, two proposers, three provers, load. */
const PROCESSES = ["anvil", "full", "load", "proposer-1", "proposer-2", "prover-1", "prover-2", "prover-3"];

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
  // Only transfers pay fees.
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
            registry: address,
            verifier: address,
            rollup: address,
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
