import assert from "node:assert/strict";
import { test } from "node:test";
import { transcriptFault } from "@trellis/protocol";
import { assign, EverythingStrategy } from "@trellis/strategy";
import { parseConfiguration } from "../config/Configuration.ts";
import { NodeContester } from "../roles/court/NodeContester.ts";
import { ProverRole } from "../roles/prover/ProverRole.ts";
import { configurationInput } from "../testing/configurationInput.ts";
import { seatSecret, TestNode, turn } from "../testing/TestNode.ts";
import { createFaults } from "./createFaults.ts";

const LEAF = { depth: 1, index: 0 };

test("faults are refused outside local development chains", () => {
  const honest = parseConfiguration(configurationInput());
  const faulty = parseConfiguration({ ...configurationInput(), faults: { silentRounds: 1 } });
  createFaults(honest, 1n);
  createFaults(faulty, 31_337n);
  assert.throws(() => createFaults(faulty, 1n), { code: "TRL-NOD-008" });
  assert.throws(() => createFaults({ faults: { leftOutSeats: [0] } }, 1n), { code: "TRL-NOD-008" });
});

test("the configuration refuses unknown faults", () => {
  for (const faults of [{ silentRounds: 0 }, { leftOutSeats: [] }, { leftOutSeats: [2_048] }, { other: 1 }]) {
    assert.throws(() => parseConfiguration({ ...configurationInput(), faults }), { code: "TRL-NOD-001" });
  }
});

test("without faults every part of a node stays as it is", async () => {
  const node = await TestNode.started();
  const faults = createFaults({}, 1n);
  const strategy = new EverythingStrategy();
  assert.equal(faults.proverStrategy(strategy, node.parts), strategy);
  assert.equal(faults.assign(assign), assign);
  assert.equal(faults.executor(node.executor, node.parts), node.executor);
  assert.equal(faults.contester(node.executor), node.executor);
});

test("a silent prover votes and proves nothing in the first rounds of a height", async () => {
  const node = await TestNode.started();
  const faults = createFaults({ faults: { silentRounds: 1 } }, 31_337n);
  const role = new ProverRole(node.parts, {
    settings: { capacity: 1, maxJobs: 4, proveTop: 1, rescueSeconds: { leaf: 1, merge: 1, root: 1 } },
    book: node.book,
    secretKeys: [seatSecret(0)],
    strategy: faults.proverStrategy(new EverythingStrategy(), node.parts),
    expectedSeconds: { leaf: 1, merge: 1, root: 1 },
  });
  const first = node.committedRival([0, 0, 0]);
  await turn(node, role);
  assert.equal(node.gossip.sent("vote").length, 1);
  node.toProofWindow();
  await node.reveal(first);
  for (let i = 0; i < 3; i++) await turn(node, role, 5);
  assert.equal(node.proofs.jobs.length, 0);

  node.toEnd();
  node.l1.finalize();
  node.see();
  node.l1.open();
  node.see();
  const second = node.committedRival([0, 0, 0]);
  assert.equal(second.known.proposal.round, 1);
  node.toProofWindow();
  await node.reveal(second);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 2);
  await role.stop();
});

test("a silent prover does not contest a node that it was left out of", async () => {
  const node = await TestNode.started();
  const faults = createFaults({ faults: { silentRounds: 1 } }, 31_337n);
  // The accepted proof leaves out seat 0, which is named for the left leaf: an honest seat contests at once.
  await node.acceptedRival([2, 0, 1], [2, 3, 1]);
  for (const [isSilent, contested] of [
    [true, 0],
    [false, 1],
  ] as const) {
    const honest = new NodeContester(node.parts, node.book, [seatSecret(0)]);
    const role = isSilent ? faults.contester(honest) : honest;
    for (let i = 0; i < 3; i++) await turn(node, role, 1);
    assert.equal(node.of("contested").length, contested);
    await role.stop();
  }
});

test("a seat that is left out has no proof, whatever it sends", async () => {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1]);
  const faults = createFaults({ faults: { leftOutSeats: [0] } }, 31_337n);
  const role = faults.executor(node.executor, node.parts);
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

test("a transcript names a left-out seat for one leaf, and other seats for all other nodes", async () => {
  const node = await TestNode.started();
  const { known } = node.rival([0, 1]);
  const votes = [0, 1, 2].flatMap((slot) => [node.vote(known.id, 0, slot), node.vote(known.id, 1, slot)]);
  const faults = createFaults({ faults: { leftOutSeats: [0] } }, 31_337n);
  const entries = faults.assign(assign)(votes, 1);
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
