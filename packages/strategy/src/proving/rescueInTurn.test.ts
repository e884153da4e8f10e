import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProvingNetwork } from "../testing/networkBlock.ts";
import { proveBlock } from "../testing/provingNetwork.ts";

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
