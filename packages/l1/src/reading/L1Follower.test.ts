import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Hex } from "viem";
import { Folding } from "../../test/Folding.ts";
import { TestL1, until } from "../../test/TestL1.ts";
import type { L1Event } from "../contracts/l1Events.ts";
import { l1Call } from "../sending/L1Call.ts";
import { FaultyL1 } from "../testing/FaultyL1.ts";
import type { BlockPlace } from "./KnownBlocks.ts";
import { L1Client } from "./L1Client.ts";
import { L1Follower, type L1View } from "./L1Follower.ts";

let l1: TestL1;
let proxy: FaultyL1;
before(async () => {
  l1 = await TestL1.start();
  proxy = await FaultyL1.start(l1.anvil.rpcUrl);
});
after(async () => {
  await Folding.stopAll();
  await proxy.stop();
  await l1.stop();
});

const numbers = (count: number): bigint[] => Array.from({ length: count }, (_, i) => BigInt(i));
const head = (): Promise<bigint> => l1.public.getBlockNumber();

test("the first view has all events since the deployment, later views the new ones, in order and without gaps", async () => {
  for (let i = 0; i < 12; i++) await l1.deposit();
  const folding = new Folding(l1.client, 3n);
  await folding.reaches(await head());
  assert.equal(folding.last?.reset, true);
  assert.deepEqual(folding.deposits, numbers(12));
  for (let i = 0; i < 12; i++) await l1.deposit();
  // Many blocks at once, more than one question covers.
  await l1.test.mine({ blocks: 20 });
  await l1.deposit();
  await folding.reaches(await head());
  await folding.follower.stop();
  assert.deepEqual(folding.deposits, numbers(25));
  assert.equal(folding.views.filter(({ reset }) => reset).length, 1);
  const blocks = folding.views.map(({ block }) => block.number);
  assert.deepEqual(
    blocks,
    [...new Set(blocks)].toSorted((a, b) => Number(a - b)),
  );
  assert.deepEqual(folding.errors, []);
  const block = await l1.public.getBlock({ blockNumber: folding.last!.block.number });
  assert.deepEqual(folding.last!.block, {
    number: block.number,
    hash: block.hash,
    timestamp: block.timestamp,
  });
});

test("a view has the events of every contract and says in which block each is", async () => {
  const folding = new Folding(l1.client);
  const { blockNumber } = await l1.join("follower seat", l1.deployer.address);
  await l1.deployer.send(l1Call(l1.addresses, "auction", "depositBalance", [l1.deployer.address, 1n]));
  await folding.reaches(await head());
  await folding.follower.stop();
  const joined = folding.events.find(({ eventName }) => eventName === "ProverJoined");
  assert.equal(joined?.blockNumber, blockNumber);
  assert.ok(folding.events.some(({ eventName }) => eventName === "BalanceDeposited"));
  assert.deepEqual(folding.last?.settings, await l1.client.settings());
  assert.deepEqual(folding.last?.court, await l1.client.courtSettings());
});

test("a block gives one view", async () => {
  const folding = new Folding(new L1Client(proxy.url, l1.addresses));
  await folding.reaches(await head());
  const asked = proxy.calls.length;
  await until(() => proxy.calls.length >= asked + 5);
  assert.equal(folding.views.length, 1);
  await folding.follower.stop();
});

test("a view leaves memory once it is handled", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const views: WeakRef<L1View>[] = [];
  const handlers = {
    onView: async (view: L1View) => void views.push(new WeakRef(view)),
    onError: assert.fail,
  };
  const follower = new L1Follower(l1.client, handlers, { pollMs: 1 });
  follower.start();
  for (let seen = 1; seen <= 3; seen++) {
    await until(() => views.length >= seen);
    await l1.deposit();
  }
  await until(() => {
    collectGarbage();
    return views.length > 3;
  });
  assert.equal(views[0]!.deref(), undefined);
  await follower.stop();
});

test("after a reorganisation the next view is a reset with the new chain's events", async () => {
  const folding = new Folding(l1.client);
  await l1.deposit();
  await folding.reaches(await head());
  const before = folding.deposits.length;
  const number = await head();
  await l1.raw("anvil_reorg", [1, []]);
  await until(() => folding.deposits.length === before - 1);
  assert.equal(await head(), number);
  assert.equal(folding.last?.reset, true);
  await l1.deposit();
  await folding.reaches(await head());
  assert.deepEqual(folding.deposits, numbers(before));
  assert.equal(folding.last?.reset, false);
  await folding.follower.stop();
});

test("after a reorganisation to a shorter or longer chain the next view is a reset", async () => {
  for (const growth of [1, 6]) {
    const folding = new Folding(l1.client);
    await folding.reaches(await head());
    const snapshot = await l1.test.snapshot();
    const before = folding.deposits.length;
    for (let i = 0; i < 3; i++) await l1.deposit();
    await folding.reaches(await head());
    await l1.test.revert({ id: snapshot });
    await l1.test.increaseTime({ seconds: 1_000 * growth });
    for (let i = 0; i < growth; i++) await l1.deposit();
    await folding.reaches(await head());
    assert.deepEqual(folding.deposits, numbers(before + growth));
    assert.ok(folding.views.filter(({ reset }) => reset).length >= 2);
    await folding.follower.stop();
  }
});

/** Blocks of logs that a client has asked for. */
function askedBlocks(client: L1Client): { from: bigint[] } {
  const asked: { from: bigint[] } = { from: [] };
  const getLogs = client.public.getLogs.bind(client.public);
  client.public.getLogs = (async (place: { fromBlock?: bigint; blockHash?: Hex }) => {
    const block = place.blockHash && (await l1.public.getBlock({ blockHash: place.blockHash }));
    asked.from.push(block?.number ?? place.fromBlock!);
    return getLogs(place as never);
  }) as never;
  return asked;
}

for (const { what, undone, growth } of [
  { what: "as long", undone: 2, growth: 2 },
  { what: "longer", undone: 3, growth: 7 },
  { what: "shorter", undone: 4, growth: 1 },
]) {
  test(`after a reorganisation to a chain that is ${what} the next view goes on from a block that the handler holds`, async () => {
    const client = new L1Client(l1.anvil.rpcUrl, l1.addresses);
    const folding = new Folding(client);
    // More blocks than are asked for one by one.
    await l1.test.mine({ blocks: 40 });
    await folding.reaches(await head());
    const snapshot = await l1.test.snapshot();
    const { block: back } = folding.last!;
    const before = folding.deposits.length;
    for (let i = 0; i < undone; i++) {
      await l1.deposit();
      await folding.reaches(await head());
    }
    const seen = folding.views.length;
    folding.held = async () => back;
    const asked = askedBlocks(client);
    await l1.test.revert({ id: snapshot });
    await l1.test.increaseTime({ seconds: 1_000 });
    for (let i = 0; i < growth; i++) await l1.deposit();
    // A chain that is as long has a head of the same number.
    await until(() => folding.views.slice(seen).some((view) => view.back !== undefined));
    await folding.reaches(await head());
    await folding.follower.stop();
    assert.deepEqual(folding.deposits, numbers(before + growth));
    const later = folding.views.slice(seen);
    assert.ok(later.every(({ reset }) => !reset));
    assert.ok(later.filter((view) => view.back !== undefined).every((view) => view.back === back));
    assert.ok(
      asked.from.every((block) => block > back.number),
      "no logs are read that are known",
    );
    assert.deepEqual([folding.torn, folding.errors], [0, []]);
  });
}

test("if the handler holds no block that L1 still has, or L1 leaves the one it holds, nothing is mixed", async () => {
  const folding = new Folding(l1.client);
  await folding.reaches(await head());
  const snapshot = await l1.test.snapshot();
  for (let i = 0; i < 3; i++) await l1.deposit();
  await folding.reaches(await head());
  const gone = folding.last!.block;
  const answers: (BlockPlace | undefined)[] = [gone, { ...gone, number: gone.number - 1n }];
  folding.held = async () => answers.shift();
  await l1.test.revert({ id: snapshot });
  await l1.test.increaseTime({ seconds: 500 });
  for (let i = 0; i < 5; i++) await l1.deposit();
  await folding.reaches(await head());
  await folding.follower.stop();
  assert.deepEqual(answers, []);
  assert.equal(folding.views.filter(({ back }) => back !== undefined).length, 0);
  assert.equal(folding.views.filter(({ reset }) => reset).length, 2);
  assert.equal(folding.torn, 0);
});

/** What a node has folded that has ended, for one that goes on from there. */
async function ended(): Promise<{ events: L1Event[]; from: BlockPlace }> {
  const folding = new Folding(l1.client);
  await folding.reaches(await head());
  await folding.follower.stop();
  return { events: folding.events, from: folding.last!.block };
}

test("a follower that goes on from a block reads only what came after it", async () => {
  await l1.deposit();
  const before = await ended();
  const same = new Folding(l1.client, undefined, before);
  await same.reaches(await head());
  await same.follower.stop();
  assert.deepEqual(
    [same.last!.events, same.last!.reset],
    [[], false],
    "L1's state comes without a new block",
  );
  await l1.deposit();
  const folding = new Folding(l1.client, undefined, before);
  await folding.reaches(await head());
  assert.deepEqual(
    folding.views.map(({ reset, events }) => [reset, events.length > 0]),
    [[false, true]],
  );
  assert.ok(folding.last!.events.every(({ blockNumber }) => blockNumber > before.from.number));
  await folding.follower.stop();
  assert.equal(folding.torn, 0);
});

test("a follower that goes on from a block that L1 has left begins at the deployment", async () => {
  await l1.deposit();
  const before = await ended();
  await l1.raw("anvil_reorg", [1, []]);
  for (let i = 0; i < 2; i++) await l1.deposit();
  const folding = new Folding(l1.client, undefined, before);
  await folding.reaches(await head());
  assert.equal(folding.views[0]!.reset, true);
  assert.equal(folding.torn, 0);
  await folding.follower.stop();
});

test("a reorganisation between the reads of one view never mixes two chains", async () => {
  const client = new L1Client(l1.anvil.rpcUrl, l1.addresses);
  const folding = new Folding(client);
  await folding.reaches(await head());
  const asked = Promise.withResolvers<void>();
  const read = client.read.bind(client);
  client.read = async (contract, functionName, args, blockNumber) => {
    const answer = await read(contract, functionName, args, blockNumber);
    if (functionName === "status") asked.resolve();
    return answer;
  };
  const { getLogs } = client.public;
  let hasTorn = false;
  const { promise: mined, resolve: onMined } = Promise.withResolvers<unknown>();
  client.public.getLogs = (async (filter: object) => {
    await Promise.all([asked.promise, mined]);
    if (!hasTorn) {
      hasTorn = true;
      await l1.raw("anvil_reorg", [1, []]);
    }
    return getLogs(filter as never);
  }) as unknown as typeof getLogs;
  onMined(l1.deposit());
  await until(() => hasTorn && folding.views.length > 1);
  await folding.follower.stop();
  assert.equal(folding.torn, 0);
  const { messagesQueued } = await l1.client.read("lens", "status", []);
  assert.deepEqual(folding.deposits, numbers(Number(messagesQueued)));
});

test("if L1 goes away and comes back, failures are reported and no event is lost", async () => {
  const folding = new Folding(new L1Client(proxy.url, l1.addresses));
  await folding.reaches(await head());
  proxy.faults = { down: true };
  await until(() => folding.errors.length > 0);
  for (let i = 0; i < 3; i++) await l1.deposit();
  proxy.faults = {};
  await folding.reaches(await head());
  await folding.follower.stop();
  const { messagesQueued } = await l1.client.read("lens", "status", []);
  assert.deepEqual(folding.deposits, numbers(Number(messagesQueued)));
  assert.equal(folding.views.filter(({ reset }) => reset).length, 1);
});

test("if a handler fails, the error is reported and the next view is a reset", async () => {
  const folding = new Folding(l1.client);
  await folding.reaches(await head());
  folding.onNext = () => {
    folding.onNext = undefined;
    throw new Error("not dealt with");
  };
  await l1.deposit();
  await folding.reaches(await head());
  await folding.follower.stop();
  assert.match(String(folding.errors[0]), /not dealt with/);
  assert.equal(folding.last?.reset, true);
  assert.deepEqual(folding.deposits, numbers(Number(folding.last.status.messagesQueued)));
});

test("stop does not wait for an L1 that does not answer", async () => {
  const folding = new Folding(new L1Client(proxy.url, l1.addresses));
  await folding.reaches(await head());
  proxy.faults = { silent: true };
  const asked = proxy.calls.length;
  await until(() => proxy.calls.length > asked);
  const startedAt = performance.now();
  await folding.follower.stop();
  assert.ok(performance.now() - startedAt < 10_000);
  assert.deepEqual(folding.errors, []);
  proxy.faults = {};
});

test("stop waits for the current view, and no view follows", async () => {
  const dealing = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  let views = 0;
  let done = false;
  const follower = new L1Follower(
    l1.client,
    {
      onView: async () => {
        views++;
        dealing.resolve();
        await finish.promise;
        done = true;
      },
      onError: () => {},
    },
    { pollMs: 5 },
  );
  follower.start();
  await dealing.promise;
  const stopped = follower.stop();
  await l1.deposit();
  finish.resolve();
  await stopped;
  assert.equal(done, true);
  follower.start();
  await l1.deposit();
  await follower.stop();
  assert.equal(views, 1);
});
