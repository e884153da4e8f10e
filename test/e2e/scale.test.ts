import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ScaleRun } from "./ScaleRun.ts";

const NETWORK = {
  seats: 256,
  depth: 7,
  processes: 3,
  proposalWindow: 15,
  proofWindow: 40,
  simulatedMs: 500,
  blocks: 2,
  rate: 10,
  kill: 1 / 3,
  killAt: 0.25,
};

test("R15: a third of the prover processes is killed while a block is proven, and blocks go on", {
  timeout: 900_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-scale-"));
  const scale = new ScaleRun(NETWORK, folder);
  t.after(async () => {
    await scale.run.kill();
    await scale.run.allGone();
    await rm(folder, { recursive: true, force: true });
  });
  const { blocks, killed, nodes } = await scale.figures();
  assert.equal(blocks.length, NETWORK.blocks, scale.run.stderr);
  assert.equal(killed.length, 1);
  const after = blocks.filter(({ isAfterKill }) => isAfterKill);
  assert.ok(after.length > 0, "a block is final after the kill");
  for (const { height, provers, proofs } of after) {
    assert.ok(provers > NETWORK.seats / NETWORK.processes, `height ${height} has seats of one process only`);
    assert.ok(proofs >= nodes, `height ${height}: ${proofs} proofs of ${nodes} nodes`);
  }
});
