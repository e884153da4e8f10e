import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ProvingNetwork } from "../testing/networkBlock.ts";
import { proveBlock } from "../testing/provingNetwork.ts";
import { awaitedSince, claimSeconds } from "./rescueTime.ts";

const LARGE: ProvingNetwork = {
  seats: 1_024,
  treeDepth: 10,
  seconds: { leaf: 6, merge: 25, root: 25 },
  spread: 0.3,
  dead: 0,
  claimTime: 5,
  proofWindow: 600,
  step: 0.5,
  seed: 1,
};
const SMALL: ProvingNetwork = { ...LARGE, seats: 8, treeDepth: 3 };

test("R15: 1,024 seats that are all alive make hardly a proof in vain", () => {
  const { proofsPerNode, mostMachines, proven } = proveBlock(LARGE);
  assert.equal(proven, 2_047);
  assert.ok(proofsPerNode <= 1.05, `${proofsPerNode} proofs a node`);
  assert.ok(mostMachines <= 3, `${mostMachines} machines at one node`);
});

test("R15: with a third of 1,024 seats dead, the block is proven in the window with few proofs in vain", () => {
  const { proofsPerNode, mostMachines, proven } = proveBlock({ ...LARGE, dead: 1 / 3 });
  assert.equal(proven, 2_047);
  assert.ok(proofsPerNode <= 1.3, `${proofsPerNode} proofs a node`);
  assert.ok(mostMachines <= 6, `${mostMachines} machines at one node`);
});

test("M1: who claims by the node's strategy always proves, however many are dead and however slow it is", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const network = { ...SMALL, seats: 6, spread: 0.8, dead: 0.4, proofWindow: 150 + 20 * seed, seed };
    assert.equal(proveBlock(network).brokenClaims, 0);
  }
  assert.equal(proveBlock({ ...LARGE, seats: 128, treeDepth: 7, dead: 1 / 3 }).brokenClaims, 0);
});

test("R15: a network of eight makes each proof once, and with a quarter dead few more", () => {
  for (let seed = 1; seed <= 5; seed++) {
    const alive = proveBlock({ ...SMALL, seed });
    assert.equal(alive.proven, 15);
    assert.ok(alive.proofsPerNode <= 1.15, `${alive.proofsPerNode} proofs a node`);
    const { proven, proofsPerNode, mostMachines } = proveBlock({ ...SMALL, dead: 0.25, seed });
    assert.equal(proven, 15);
    assert.ok(proofsPerNode <= 1.6, `${proofsPerNode} proofs a node`);
    assert.ok(mostMachines <= 4, `${mostMachines} machines at one node`);
  }
});

test("R15, A15: on a devnet with short windows nobody stampedes", () => {
  const devnet = {
    ...SMALL,
    seconds: { leaf: 0.2, merge: 0.2, root: 0.2 },
    claimTime: 0.2,
    proofWindow: 4,
    step: 0.02,
  };
  for (let seed = 1; seed <= 5; seed++) {
    const { proven, proofsPerNode, mostMachines } = proveBlock({ ...devnet, seed });
    assert.equal(proven, 15);
    assert.ok(proofsPerNode <= 1.2, `${proofsPerNode} proofs a node`);
    assert.ok(mostMachines <= 2, `${mostMachines} machines at one node`);
  }
});

const CLAIM_TIME = 5;
const since = (readyAt: number, preparationMs: number, claimedAt?: number): number =>
  awaitedSince({ readyAt, isNamed: true, preparationMs, claimedAt }, CLAIM_TIME);

test("R15: without a claim, others wait from when the node is ready, and a leaf from when a machine half as fast has executed the block", () => {
  assert.equal(since(1_000, 0), 1_000);
  assert.equal(since(1_000, 6_000), 7_000);
});

test("R15: nobody waits at a node that names no seat", () => {
  const vacant = { readyAt: 1_000, isNamed: false, preparationMs: 6_000, claimedAt: undefined };
  assert.equal(awaitedSince(vacant, CLAIM_TIME), 1_000);
});

test("R15: with a claim, others wait from the claim", () => {
  assert.equal(since(1_000, 0, 4_000), 4_000);
  assert.equal(since(1_000, 6_000, 4_000), 4_000);
  assert.equal(
    since(1_000, 0, 500),
    1_000,
    "a claim that came before the node was ready here counts from then",
  );
});

test("R15: a claim wins at most the time for a claim, however late it comes", () => {
  const time = fc.nat(1_000_000);
  fc.assert(
    fc.property(time, time, time, (readyAt, preparationMs, later) => {
      const without = since(readyAt, preparationMs);
      const at = since(readyAt, preparationMs, readyAt + later);
      assert.ok(at >= readyAt && at <= without + CLAIM_TIME * 1_000);
    }),
  );
});

test("R8: a seat has five seconds for its claim, less in windows under two minutes", () => {
  assert.deepEqual([claimSeconds(600), claimSeconds(120), claimSeconds(60)], [5, 5, 2.5]);
});
