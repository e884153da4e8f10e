import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { TrellisError } from "@trellis/protocol";
import { AskerEnds } from "@trellis/prover";
import { ProvenBlockFixture } from "../../prover/test/ProvenBlockFixture.ts";
import type { FleetReport } from "../src/engine/FleetWatch.ts";
import { readFleet } from "../src/report/readFleet.ts";
import { SCHEMA } from "../src/store/tables.ts";
import { ScriptedProofs } from "./ScriptedProofs.ts";
import { TestFleet } from "./TestFleet.ts";

const block = new ProvenBlockFixture({ depth: 2 });
let fleet: TestFleet;
before(async () => {
  fleet = await TestFleet.start();
});
beforeEach(() => fleet.clear());
after(() => fleet.stop());

/** Waits until a condition holds. It checks the condition after each turn of the observed node or agent. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("an agent takes the most valuable job first, and of equal ones what is due earlier", async () => {
  const node = await fleet.node();
  const proofs = new ScriptedProofs();
  const { agent, database } = await fleet.agent({ proofs, isWaiting: true });
  const urgencies = [
    { value: 0, deadline: 1_800_000_000 },
    { value: 3, deadline: 1_800_000_900 },
    { value: 3, deadline: 1_800_000_000 },
    { value: 1, deadline: 1_800_000_000 },
  ];
  const proven = urgencies.map((urgency, leaf) => node.prove(block.leaf(leaf), { urgency }));
  await until(async () => (await readFleet(database)).kinds.some(({ waiting }) => waiting === 4));
  await agent.start();
  await Promise.all(proven);
  assert.deepEqual(proofs.started, [2, 1, 3, 0]);
});

test("two agents prove at the same time, each only what it is there for", async () => {
  const node = await fleet.node();
  const [leaves, all] = [new ScriptedProofs().hold(), new ScriptedProofs().hold()];
  await fleet.agent({ proofs: leaves, kinds: ["leaf"] });
  await fleet.agent({ proofs: all, kinds: ["leaf", "merge"] });
  const proving = [node.prove(block.leaf(0)), node.prove(block.leaf(1))];
  await until(() => leaves.started.length === 1 && all.started.length === 1);
  leaves.release();
  all.release();
  const [left, right] = await Promise.all(proving);
  const merge = await node.prove(block.merge({ depth: 1, index: 0 }, left!, right!));
  assert.equal(await node.verify(merge), "valid");
});

test("the same job asked for twice is proven once", async () => {
  const node = await fleet.node();
  const proofs = new ScriptedProofs();
  await fleet.agent({ proofs, jobs: 2 });
  const [one, other] = await Promise.all([node.prove(block.leaf(0)), node.prove(block.leaf(0))]);
  assert.deepEqual(one, other);
  assert.deepEqual(proofs.started, [0]);
});

test("a dead agent's job goes to another", async () => {
  const node = await fleet.node({ beatMs: 200 });
  const id = randomUUID();
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("agentProcess.ts", import.meta.url)), fleet.url, id],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await once(child.stdout, "data");
  const database = await fleet.database();
  const proving = node.prove(block.leaf(0));
  await until(
    async () => (await database.query(`select 1 from ${SCHEMA}.claims where agent = $1`, [id])).length === 1,
  );
  child.kill("SIGKILL");
  await once(child, "exit");
  const { id: heir } = await fleet.agent();
  assert.equal(await node.verify(await proving), "valid");
  const agents = await database.query(`select agent from ${SCHEMA}.outcomes`);
  assert.deepEqual(agents, [{ agent: heir }]);
});

test("a lying agent's proof is caught, another makes the proof, and the liar gets no more jobs", async () => {
  const faults: TrellisError[] = [];
  const node = await fleet.node({ onFault: (error) => faults.push(error) });
  const liar = new ScriptedProofs();
  liar.isBlind = true;
  liar.lies = 1_000;
  const { id, events } = await fleet.agent({ proofs: liar, beatMs: 100 });
  const proving = node.prove(block.leaf(0));
  await until(() => events.some(({ event }) => event === "distrusted"));
  const honest = new ScriptedProofs();
  await fleet.agent({ proofs: honest });
  assert.equal(await node.verify(await proving), "valid");
  assert.equal(await node.verify(await node.prove(block.leaf(1))), "valid");
  assert.deepEqual([liar.started, honest.started], [[0], [0, 1]]);
  assert.deepEqual(
    faults.map(({ code, context }) => [code, context.agent]),
    [["TRL-FLT-022", id]],
  );
});

test("an agent that is distrusted is used again after a time", async () => {
  const node = await fleet.node({ distrustMs: 100 });
  const proofs = new ScriptedProofs();
  proofs.isBlind = true;
  proofs.lies = 1;
  await fleet.agent({ proofs, beatMs: 100 });
  assert.equal(await node.verify(await node.prove(block.leaf(0))), "valid");
  assert.deepEqual(proofs.started, [0, 0]);
});

test("an agent checks its proof before it hands it over; what fails three times is given up", async () => {
  const node = await fleet.node();
  const proofs = new ScriptedProofs();
  proofs.lies = 3;
  const { events } = await fleet.agent({ proofs });
  await assert.rejects(node.prove(block.leaf(0)), { code: "TRL-FLT-020", message: /TRL-FLT-014/ });
  assert.equal(events.filter(({ event }) => event === "failed").length, 3);
  assert.equal(await node.verify(await node.prove(block.leaf(0))), "valid");
});

test("an agent's word that a child's proof is bad counts only if it is true", async () => {
  const node = await fleet.node();
  const proofs = new ScriptedProofs();
  await fleet.agent({ proofs });
  const [left, right] = [await node.prove(block.leaf(0)), await node.prove(block.leaf(1))];
  const said = new TrellisError("TRL-PRV-151", "the left child's proof is invalid", { depth: 2, index: 0 });
  proofs.failures.push(said);
  const place = { depth: 1, index: 0 };
  assert.equal(await node.verify(await node.prove(block.merge(place, left, right))), "valid");
  proofs.failures.push(said);
  const bad = { ...left, proof: left.proof.with(7, left.proof[7]! ^ 1) };
  await assert.rejects(node.prove(block.merge(place, bad, right)), { code: "TRL-PRV-151" });
});

test("a job that is withdrawn ends at its agent, which is then free for the next", async () => {
  const node = await fleet.node();
  const proofs = new ScriptedProofs().hold();
  const { events, database } = await fleet.agent({ proofs, beatMs: 60_000 });
  const beaten = new AbortController();
  const proving = node.prove(block.leaf(0), { signal: beaten.signal });
  await until(() => proofs.started.length === 1);
  const reason = new Error("beaten");
  beaten.abort(reason);
  await assert.rejects(proving, reason);
  await until(() => events.some(({ event }) => event === "withdrawn"));
  assert.equal((await database.query(`select 1 from ${SCHEMA}.claims`)).length, 0);
  proofs.release();
  assert.equal(await node.verify(await node.prove(block.leaf(1))), "valid");
});

test("an agent that missed the notice of a withdrawal finds it at its next beat", async () => {
  const node = await fleet.node();
  const proofs = new ScriptedProofs().hold();
  const { events, database } = await fleet.agent({ proofs, beatMs: 100 });
  node.prove(block.leaf(0)).catch(() => {});
  await until(() => proofs.started.length === 1);
  await database.query(`delete from ${SCHEMA}.claims`);
  await until(() => events.some(({ event }) => event === "withdrawn"));
});

test("an agent that drains finishes its job and takes no other", async () => {
  const node = await fleet.node();
  const proofs = new ScriptedProofs().hold();
  const { agent } = await fleet.agent({ proofs });
  const first = node.prove(block.leaf(0));
  await until(() => proofs.started.length === 1);
  const drained = agent.drain();
  const second = node.prove(block.leaf(1));
  proofs.release();
  await drained;
  assert.equal(await node.verify(await first), "valid");
  assert.deepEqual(proofs.started, [0]);
  await fleet.agent();
  assert.equal(await node.verify(await second), "valid");
});

test("an agent that is stopped gives its job back at once, and it counts as no failure", async () => {
  const node = await fleet.node();
  const proofs = new ScriptedProofs().hold();
  const { agent, events } = await fleet.agent({ proofs, beatMs: 60_000 });
  const proving = node.prove(block.leaf(0));
  await until(() => proofs.started.length === 1);
  await agent.stop();
  assert.deepEqual(
    events.map(({ event }) => event),
    ["given back"],
  );
  const { database } = await fleet.agent();
  assert.equal(await node.verify(await proving), "valid");
  assert.deepEqual((await readFleet(database)).lastFailures, []);
});

test("an agent with other keys is refused, and gets no job if it came first", async () => {
  const proofs = new ScriptedProofs(5n);
  const { agent } = await fleet.agent({ proofs });
  const node = await fleet.node({ beatMs: 60_000 });
  const proving = node.prove(block.leaf(0));
  const late = await fleet.agent({ proofs: new ScriptedProofs(6n), isWaiting: true });
  await assert.rejects(late.agent.start(), { code: "TRL-FLT-004" });
  assert.equal(node.machines(), 0);
  await fleet.agent();
  assert.equal(await node.verify(await proving), "valid");
  assert.deepEqual(proofs.started, []);
  await agent.stop();
});

test("a node that starts again finds the proof that was finished meanwhile, and those of before", async () => {
  const node = await fleet.node();
  const proofs = new ScriptedProofs().hold();
  const { agent, events } = await fleet.agent({ proofs });
  const ends = new AbortController();
  const proving = node.prove(block.leaf(0), { signal: ends.signal });
  await until(() => proofs.started.length === 1);
  ends.abort(new AskerEnds());
  await assert.rejects(proving, AskerEnds);
  await node.stop();
  proofs.release();
  await until(() => events.some(({ event }) => event === "proved"));
  await agent.stop();
  for (let life = 0; life < 2; life++) {
    const again = await fleet.node();
    assert.equal(await again.verify(await again.prove(block.leaf(0))), "valid");
    await again.stop();
  }
  assert.deepEqual(proofs.started, [0]);
});

test("the machines that a node counts on follow the fleet", async () => {
  let news = Promise.withResolvers<FleetReport>();
  const node = await fleet.node({
    beatMs: 100,
    onReport: (report) => {
      news.resolve(report);
      news = Promise.withResolvers();
    },
  });
  const becomes = async (machines: number): Promise<void> => {
    while (node.machines() !== machines) await news.promise;
  };
  assert.equal(node.machines(), 0);
  const proofs = new ScriptedProofs().hold();
  await fleet.agent({ kinds: ["leaf"], jobs: 2, proofs });
  await fleet.agent({ kinds: ["merge"], jobs: 2, proofs });
  while ((await news.promise).agents !== 2);
  assert.equal(node.machines(), 0, "nobody makes roots");
  const { agent } = await fleet.agent({ jobs: 3, proofs });
  await becomes(5);
  const other = await fleet.node({ name: "other" });
  const proving = other.prove(block.leaf(0));
  await becomes(4);
  proofs.release();
  await proving;
  await becomes(5);
  await agent.drain();
  await becomes(0);
});

test("a node without an answer of the database counts on no machine, and its connections come back", async () => {
  const node = await fleet.node();
  const proofs = new ScriptedProofs().hold();
  const { database } = await fleet.agent({ proofs });
  const proving = node.prove(block.leaf(0));
  await until(() => proofs.started.length === 1);
  await database.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  proofs.release();
  assert.equal(await node.verify(await proving), "valid");
});

test("the state of the fleet names agents, queue, throughput and failures", async () => {
  const node = await fleet.node({ name: "seat-rack", beatMs: 60_000 });
  const proofs = new ScriptedProofs();
  proofs.failures.push(new TrellisError("TRL-PRV-100", "no memory"));
  const { id, database } = await fleet.agent({ proofs, name: "rack-1", beatMs: 100 });
  await node.prove(block.leaf(0));
  await until(async () => (await readFleet(database)).agents[0]?.facts.proved === 1);
  const { agents, nodes, kinds, lastFailures } = await readFleet(database);
  assert.deepEqual(nodes, [{ name: "seat-rack", isAlive: true }]);
  assert.deepEqual(
    agents.map(({ facts }) => [facts.name, facts.jobs, facts.failed, Object.keys(facts.seconds)]),
    [["rack-1", 1, 1, ["leaf"]]],
  );
  const [leaf] = kinds.filter(({ kind }) => kind === "leaf");
  assert.deepEqual([leaf!.proofs, leaf!.failures, leaf!.waiting, leaf!.running], [1, 1, 0, 0]);
  assert.deepEqual(
    lastFailures.map(({ agent, code }) => [agent, code]),
    [[id, "TRL-PRV-100"]],
  );
});
