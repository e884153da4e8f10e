import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { ProvenBlockFixture } from "../../prover/test/ProvenBlockFixture.ts";
import { readFleet } from "../src/report/readFleet.ts";
import { FleetDatabase } from "../src/store/FleetDatabase.ts";
import { readQueueUrl } from "../src/store/readQueueUrl.ts";
import { QUEUE_SCHEMA, SCHEMA } from "../src/store/tables.ts";
import { ScriptedProofs } from "./ScriptedProofs.ts";
import { TestFleet } from "./TestFleet.ts";

const block = new ProvenBlockFixture({ depth: 1 });
let fleet: TestFleet;
before(async () => {
  fleet = await TestFleet.start();
});
beforeEach(() => fleet.clear());
after(() => fleet.stop());

/** Waits for a row, and changes it before an agent is there to take it. */
async function damaged(sql: string): Promise<void> {
  const database = await fleet.database();
  while ((await database.query(sql)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

const JOBS: readonly [name: string, sql: string][] = [
  ["its row names another format", `update ${QUEUE_SCHEMA}.job set data = '{"format":2}' returning id`],
  ["its row is no object", `update ${QUEUE_SCHEMA}.job set data = '[[[]]]' returning id`],
  [
    "its row names an input that is not stored",
    `update ${QUEUE_SCHEMA}.job set data = jsonb_set(data, '{input}', to_jsonb('0x' || repeat('ab', 32))) returning id`,
  ],
  ["its content is gone", `delete from ${SCHEMA}.contents returning hash`],
  ["its content is another", `update ${SCHEMA}.contents set bytes = '\\x00' returning hash`],
];
for (const [name, sql] of JOBS) {
  test(`a job is proven although ${name}`, async () => {
    const node = await fleet.node();
    const proving = node.prove(block.leaf(0));
    await damaged(sql);
    const { database } = await fleet.agent();
    assert.equal(await node.verify(await proving), "valid");
    const { lastFailures } = await readFleet(database);
    assert.match(lastFailures[0]?.code ?? "", /^TRL-FLT-01[23]$/);
  });
}

const PROOFS: readonly [name: string, sql: string][] = [
  [
    "the proof is gone",
    `delete from ${SCHEMA}.contents where hash in (select proof from ${SCHEMA}.outcomes) returning hash`,
  ],
  [
    "the proof is another",
    `update ${SCHEMA}.contents set bytes = '\\x0102' where hash in (select proof from ${SCHEMA}.outcomes) returning hash`,
  ],
  ["the outcome names no hash", `update ${SCHEMA}.outcomes set proof = repeat('x', 66) returning id`],
  [
    "the failure is no failure",
    `update ${SCHEMA}.outcomes set proof = null, failure = '{"code":"no","more":[1]}' returning id`,
  ],
];
for (const [name, sql] of PROOFS) {
  test(`a job is proven again if ${name}, and its agent is not blamed`, async () => {
    const first = await fleet.node();
    const proofs = new ScriptedProofs();
    const { database } = await fleet.agent({ proofs });
    await first.prove(block.leaf(0));
    await first.stop();
    await damaged(sql);
    const node = await fleet.node();
    assert.equal(await node.verify(await node.prove(block.leaf(0))), "valid");
    assert.deepEqual(proofs.started, [0, 0]);
    assert.equal((await readFleet(database)).agents[0]?.isDistrusted, false);
  });
}

test("agents that tell nonsense are left out of the fleet", async () => {
  const database = await fleet.database();
  const nonsense = ["{}", "[]", '"x"', '{"name":"a","jobs":1e9}', '{"kinds":["leaf","leaf","leaf","leaf"]}'];
  for (const facts of nonsense) {
    await database.query(
      `insert into ${SCHEMA}.agents (id, facts, beat_ms) values (gen_random_uuid(), $1, 60000)`,
      [facts],
    );
  }
  await assert.rejects(
    database.query(
      `insert into ${SCHEMA}.agents (id, facts, beat_ms) values (gen_random_uuid(), $1, 60000)`,
      [JSON.stringify("x".repeat(5_000))],
    ),
    { code: "TRL-FLT-002" },
  );
  const node = await fleet.node();
  assert.equal(node.machines(), 0);
  assert.deepEqual((await readFleet(database)).agents, []);
});

test("notices that are none are ignored", async () => {
  const node = await fleet.node();
  const { database } = await fleet.agent();
  for (const notice of ["", "job", "withdrawn ../../x", "outcome 0", "x".repeat(7_000)]) {
    await database.query("select pg_notify($1, $2)", [SCHEMA, notice]);
  }
  assert.equal(await node.verify(await node.prove(block.leaf(0))), "valid");
});

test("tables of another version are refused, and stay as they are", async () => {
  const database = await fleet.database();
  await database.query(`update ${SCHEMA}.version set version = 9`);
  await assert.rejects(fleet.node(), { code: "TRL-FLT-003", message: /version 9/ });
});

test("a database that cannot be used is named by a code, without its URL", async () => {
  for (const url of [
    fleet.url.replace("trellis:trellis", "trellis:HIDDEN"),
    "postgres://u:HIDDEN@127.0.0.1:1/x",
  ]) {
    const error = await FleetDatabase.open({ url, onFault: () => {}, supervises: false }).then(
      () => undefined,
      (cause: unknown) => cause as Error,
    );
    assert.equal((error as { code?: string } | undefined)?.code, "TRL-FLT-002");
    assert.ok(!JSON.stringify([error?.message, error?.stack, error]).includes("HIDDEN"));
  }
});

test("the file with the URL is only for its owner, and is never quoted", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-fleet-url-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "url");
  await writeFile(file, "postgres://u:HIDDEN@host/queue\n", { mode: 0o600 });
  assert.equal(await readQueueUrl(file, "--queue-file"), "postgres://u:HIDDEN@host/queue");
  const refused = async (why: RegExp): Promise<void> => {
    const error = await readQueueUrl(file, "--queue-file").catch((cause: unknown) => cause as Error);
    assert.ok(error instanceof Error);
    assert.match(error.message, why);
    assert.match(error.message, /^TRL-FLT-001: --queue-file/);
    assert.ok(!error.message.includes("HIDDEN"));
  };
  await chmod(file, 0o644);
  await refused(/can be read by others/);
  await chmod(file, 0o600);
  for (const text of ["mysql://u:HIDDEN@host/x", "postgres://u:HIDDEN@ho st:x/", ""]) {
    await writeFile(file, text);
    await refused(/holds no URL of Postgres/);
  }
  await rm(file);
  await refused(/does not exist/);
});
