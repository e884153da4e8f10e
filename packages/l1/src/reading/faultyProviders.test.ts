import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Folding } from "../../test/Folding.ts";
import { hasCode, TestL1, until } from "../../test/TestL1.ts";
import { L1Connection } from "../providers/L1Connection.ts";
import { FaultyL1 } from "../testing/FaultyL1.ts";
import { fastTime } from "../testing/fastTime.ts";
import { RANGE_WORDINGS } from "../testing/rangeWordings.ts";
import { L1Client } from "./L1Client.ts";

let l1: TestL1;
let provider: FaultyL1;
before(async () => {
  l1 = await TestL1.start();
  provider = await FaultyL1.start(l1.anvil.rpcUrl);
  for (let i = 0; i < 4; i++) await l1.deposit();
});
beforeEach(async () => {
  await Folding.stopAll();
  provider.faults = {};
  provider.calls.length = 0;
});
after(async () => {
  await Folding.stopAll();
  await provider.stop();
  await l1.stop();
});

const client = (): L1Client => new L1Client(new L1Connection(provider.url, { time: fastTime }), l1.addresses);
const head = (): Promise<bigint> => l1.public.getBlockNumber();
const queued = async (): Promise<number> =>
  Number((await l1.client.read("lens", "status", [])).messagesQueued);

/** A follower's views are whole: each has all events up to its block, each event once, and block numbers rise. */
async function isWhole(folding: Folding, resets = 1): Promise<void> {
  await folding.follower.stop();
  assert.equal(folding.torn, 0);
  assert.deepEqual(folding.errors, []);
  assert.equal(folding.views.filter(({ reset }) => reset).length, resets);
  const blocks = folding.views.map(({ block }) => block.number);
  assert.deepEqual(
    blocks,
    [...new Set(blocks)].toSorted((a, b) => Number(a - b)),
  );
  assert.equal(folding.deposits.length, await queued());
}

for (const error of [true, false]) {
  test(`logs that lag by a block, ${error ? "and say so" : "in silence"}: a view is of a block that has them`, async () => {
    provider.faults = { logsBehind: { blocks: 1, error } };
    const folding = new Folding(client());
    await until(() => folding.views.length > 0);
    for (let i = 0; i < 4; i++) await l1.deposit();
    const last = await head();
    await until(() => (folding.last?.block.number ?? 0n) >= last - 1n);
    provider.faults = {};
    await l1.deposit();
    await until(async () => folding.deposits.length === (await queued()));
    await isWhole(folding);
  });
}

test("half of the calls go to a backend three blocks behind: no reorganisation, no failure, nothing goes back", async () => {
  await l1.test.mine({ blocks: 4 });
  provider.faults = { halfBehind: 3 };
  const folding = new Folding(client());
  for (let i = 0; i < 6; i++) {
    await l1.deposit();
    const last = await head();
    await until(() => (folding.last?.block.number ?? 0n) >= last);
  }
  await folding.reaches(await head());
  await isWhole(folding);
});

test("a backend that falls behind for a while makes no reorganisation", async () => {
  const folding = new Folding(client());
  await folding.reaches(await head());
  await l1.deposit();
  await folding.reaches(await head());
  provider.faults = { behind: 5 };
  const asked = provider.calls.length;
  await until(() => provider.calls.length > asked + 20);
  provider.faults = {};
  await l1.deposit();
  await folding.reaches(await head());
  await isWhole(folding);
});

test("a real reorganisation is found behind a lagging backend", async () => {
  await l1.test.mine({ blocks: 4 });
  const folding = new Folding(client());
  await l1.deposit();
  await folding.reaches(await head());
  provider.faults = { halfBehind: 3 };
  await l1.raw("anvil_reorg", [1, []]);
  await l1.deposit();
  await l1.test.mine({ blocks: 1 });
  await until(
    async () => folding.last?.block.number === (await head()) && folding.deposits.length === (await queued()),
  );
  await isWhole(folding, 2);
});

for (const [name, wording] of Object.entries(RANGE_WORDINGS)) {
  test(`a cap on ranges in the words of "${name}" is found out`, async () => {
    if ((await head()) < 150n) await l1.test.mine({ blocks: 150 });
    provider.faults = { logCap: { blocks: 20, wording } };
    const folding = new Folding(client());
    await folding.reaches(await head());
    await isWhole(folding);
    const asked = provider.calls.filter((method) => method === "eth_getLogs").length;
    assert.ok(asked < 32 + Number(await head()) / 8 + 20, `${asked} questions`);
  });
}

test("TRL-L1-046 if even one block's logs are refused, the error says so", async () => {
  provider.faults = { logCap: { blocks: 0, wording: RANGE_WORDINGS.reth! } };
  const reading = (async () => {
    for await (const _ of client().record());
  })();
  await assert.rejects(reading, hasCode("TRL-L1-046", "read the record", "max block range"));
});

test("TRL-L1-042 if history is pruned, the error says what to do", async () => {
  provider.faults = { prunedBelow: Number(await head()) };
  const reading = (async () => {
    for await (const _ of client().record());
  })();
  await assert.rejects(
    reading,
    hasCode("TRL-L1-042", "keeps all logs since the deployment", "pruned history"),
  );
  const folding = new Folding(client());
  await until(() => folding.errors.length > 0);
  hasCode("TRL-L1-042")(folding.errors[0]);
  await folding.follower.stop();
});

test("torn answers, and such as are no JSON, are not believed", async () => {
  const folding = new Folding(client());
  await folding.reaches(await head());
  for (const body of [
    (answer: string) => answer.slice(0, answer.length / 2),
    () => "<html>502 Bad Gateway</html>",
    () => "",
    () => "{}",
    () => "null",
  ]) {
    provider.faults = { body };
    const { length } = folding.errors;
    await until(() => folding.errors.length > length);
    hasCode("TRL-L1-040")(folding.errors.at(-1));
  }
  provider.faults = {};
  await l1.deposit();
  await folding.reaches(await head());
  folding.errors.length = 0;
  await isWhole(folding);
});
