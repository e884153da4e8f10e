import assert from "node:assert/strict";
import { test } from "node:test";
import { boundEntries, entriesFault } from "@trellis/protocol";
import { assignNodes, EXPECTED_PAY, type KnownSeats } from "@trellis/strategy";
import { parseConfiguration } from "../config/Configuration.ts";
import { configurationInput } from "../testing/configurationInput.ts";
import { proverRole, published } from "../testing/proverRole.ts";
import { TestNode, turn } from "../testing/TestNode.ts";
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
  assert.equal(faults.proverStrategy(EXPECTED_PAY, node.parts), EXPECTED_PAY);
  assert.equal(faults.assign(assignNodes), assignNodes);
  assert.equal(faults.executor(node.executor, node.parts), node.executor);
  assert.equal(faults.answerer(node.executor), node.executor);
});

test("a silent prover votes and claims, and proves nothing in the first rounds of a height", async () => {
  const node = await TestNode.started();
  const faults = createFaults({ faults: { silentRounds: 1 } }, 31_337n);
  const role = proverRole(node, [0], {}, (honest) => faults.proverStrategy(honest, node.parts));
  const first = node.committedRival([0, 0, 0]);
  await turn(node, role);
  assert.equal(node.gossip.sent("votes").length, 1);
  node.toProofWindow();
  await node.reveal(first);
  for (let i = 0; i < 3; i++) await turn(node, role, 5);
  assert.deepEqual(published(node, "start_claims").toSorted(), ["1/0 by 0", "1/1 by 0"]);
  assert.equal(node.proofs.jobs.length, 0);

  node.nextRound();
  const second = node.committedRival([0, 0, 0]);
  assert.equal(second.known.proposal.round, 1);
  node.toProofWindow();
  await node.reveal(second);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 2);
  await role.stop();
});

test("a silent prover answers no report", async () => {
  const calls: string[] = [];
  const honest = { update: () => calls.push("update"), stop: async () => void calls.push("stop") };
  const role = createFaults({ faults: { silentRounds: 1 } }, 31_337n).answerer(honest);
  role.update();
  assert.deepEqual(calls, []);
  await role.stop();
  assert.deepEqual(calls, ["stop"]);
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
  const seats: KnownSeats = {
    active: node.chain.active,
    isIdle: () => false,
    weight: () => 1,
    precedence: () => 1,
  };
  const { entries, committed } = faults.assign(assignNodes)(votes, 1, seats);
  assert.equal(entriesFault(entries, 1), undefined);
  const bound = [...boundEntries(entries, committed).values()];
  assert.deepEqual(
    bound.map(({ node: { depth, index }, seat }) => `${depth}/${index} by ${seat}`).toSorted(),
    ["0/0 by 1", "1/0 by 0", "1/1 by 1"],
  );
});
