import assert from "node:assert/strict";
import { test } from "node:test";
import { transcriptFault } from "@trellis/protocol";
import { EverythingStrategy } from "@trellis/strategy";
import { parseConfiguration } from "../config/Configuration.ts";
import { ProverRole } from "../roles/prover/ProverRole.ts";
import { configurationInput } from "../testing/configurationInput.ts";
import { seatSecret, TestNode, turn } from "../testing/TestNode.ts";
import { assignToOthers, FaultyRole, requireNoFaults } from "./FaultyRole.ts";

const LEAF = { depth: 1, index: 0 };

test("faults are refused outside local development chains", () => {
  const honest = parseConfiguration(configurationInput());
  const faulty = parseConfiguration({ ...configurationInput(), faults: { silentRounds: 1 } });
  requireNoFaults(honest, 1n);
  requireNoFaults(faulty, 31_337n);
  assert.throws(() => requireNoFaults(faulty, 1n), { code: "TRL-NOD-008" });
});

test("faults that there are not are refused by the configuration", () => {
  for (const faults of [{ silentRounds: 0 }, { leftOutSeats: [] }, { leftOutSeats: [2_048] }, { other: 1 }]) {
    assert.throws(() => parseConfiguration({ ...configurationInput(), faults }), { code: "TRL-NOD-001" });
  }
});

test("a silent prover votes and proves nothing", async () => {
  const node = await TestNode.started();
  const settings = { capacity: 1, maxJobs: 4, proveTop: 1, rescueSeconds: { leaf: 1, merge: 1, root: 1 } };
  const config = { ...node.context.config, faults: { silentRounds: 1 } };
  const context = { ...node.context, config };
  const secrets = [seatSecret(0)];
  const all = { ...config.prover!, ...settings };
  const role = new ProverRole(context, all, node.book, secrets, new EverythingStrategy());
  const bid = node.committedRival([0, 0, 0]);
  await turn(node, role);
  assert.equal(node.gossip.sent("vote").length, 1);
  node.toProofWindow();
  await node.reveal(bid);
  for (let i = 0; i < 3; i++) await turn(node, role, 5);
  assert.equal(node.proofs.jobs.length, 0);
  await role.stop();
});

test("a seat that is left out has no proof, whatever it sends", async () => {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1]);
  const role = new FaultyRole(node.context, [0]);
  node.toProofWindow();
  await node.reveal(bid);
  await node.book.take(await node.proofBy(bid.known, LEAF, 0));
  assert.equal(bid.known.proofsOf(LEAF).length, 1);
  role.update();
  assert.equal(bid.known.proofsOf(LEAF).length, 0);
  assert.equal(await node.book.take(await node.proofBy(bid.known, LEAF, 0)), "deferred");
  assert.equal(bid.known.proofsOf(LEAF).length, 0);
  await role.stop();
});

test("a transcript names a seat that is to be left out for one leaf, and others for all else", async () => {
  const node = await TestNode.started();
  const { known } = node.rival([0, 1]);
  const votes = [0, 1, 2].flatMap((slot) => [node.vote(known.id, 0, slot), node.vote(known.id, 1, slot)]);
  const entries = assignToOthers(votes, 1, [0]);
  assert.equal(transcriptFault(entries, 1), undefined);
  assert.deepEqual(
    entries.map((entry) => [entry.node.depth, entry.node.index, entry.seat]),
    [
      [0, 0, 1],
      [1, 1, 1],
      [1, 0, 0],
    ],
  );
});
