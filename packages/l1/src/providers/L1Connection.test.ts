import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { inspect } from "node:util";
import { hasCode } from "../../test/TestL1.ts";
import { FaultyL1, type L1Faults } from "../testing/FaultyL1.ts";
import { L1Connection } from "./L1Connection.ts";
import type { ProviderChange } from "./Provider.ts";

const KEY = "9aa3d95b3bc440fa88ea12eaa4456161";

let first: FaultyL1;
let second: FaultyL1;
before(async () => {
  const script = ({ method }: { method: string }) => ({
    result: method === "eth_chainId" ? "0x7a69" : "0x10",
  });
  first = await FaultyL1.start(script);
  second = await FaultyL1.start(script);
  first.path = `/v3/${KEY}`;
});
after(async () => {
  await Promise.all([first.stop(), second.stop()]);
});
beforeEach(() => {
  for (const provider of [first, second]) {
    provider.faults = {};
    provider.calls.length = 0;
  }
});

/** A connection whose clock stands still but for its own pauses. */
function scripted(...providers: FaultyL1[]) {
  const it = { now: 0, changes: [] as ProviderChange[] };
  const time = {
    clock: () => it.now,
    wait: async (ms: number) => {
      it.now += ms;
    },
    random: () => 0.999,
  };
  const connection = new L1Connection(
    providers.map(({ url }) => url),
    { time, onChange: (change) => it.changes.push(change) },
  );
  const ask = () => connection.request({ method: "eth_blockNumber" });
  return Object.assign(it, { connection, ask });
}

/** Asks four times a second for so many seconds. Returns the failures. */
async function askFor(seconds: number, it: ReturnType<typeof scripted>): Promise<unknown[]> {
  const errors: unknown[] = [];
  const end = it.now + seconds * 1_000;
  while (it.now < end) {
    await it.ask().catch((error) => errors.push(error));
    it.now += 250;
  }
  return errors;
}

const troubles: [string, L1Faults, string][] = [
  ["connections that break", { down: true }, "TRL-L1-040"],
  ["429 without Retry-After", { status: { code: 429 } }, "TRL-L1-041"],
  ["502", { status: { code: 502, body: "<html>Bad Gateway {url}</html>" } }, "TRL-L1-040"],
  [
    "rate limits by JSON-RPC",
    { error: { code: -32_005, message: "daily request count exceeded" } },
    "TRL-L1-041",
  ],
];
for (const [name, faults, code] of troubles) {
  test(`${code} ${name}: pauses grow to a minute, one change is told, and one when it is back`, async () => {
    const it = scripted(first);
    first.faults = faults;
    const errors = await askFor(600, it);
    for (const error of errors) hasCode(code)(error);
    // 0.5, 1, 2 … 60 s: seventeen in ten minutes, where asking on would have made 2,400.
    assert.ok(first.calls.length <= 18, `${first.calls.length} requests`);
    assert.deepEqual(
      it.changes.map(({ isUp, error }) => [isUp, error?.code]),
      [[false, code]],
    );
    first.faults = {};
    await askFor(70, it);
    assert.deepEqual(
      it.changes.map(({ isUp }) => isUp),
      [false, true],
    );
    assert.equal(await it.ask(), "0x10");
  });
}

test("what the provider asks for by Retry-After is honoured, in seconds and as a date", async () => {
  const it = scripted(first);
  first.faults = { status: { code: 429, retryAfter: "120" } };
  await assert.rejects(it.ask(), hasCode("TRL-L1-041"));
  await askFor(100, it);
  assert.equal(first.calls.length, 1);
  it.now = 121_000;
  first.faults = { status: { code: 429, retryAfter: new Date(Date.now() + 3_600_000).toUTCString() } };
  await assert.rejects(it.ask(), hasCode("TRL-L1-041"));
  // An hour is not waited for: ten minutes are the most.
  await askFor(590, it);
  assert.equal(first.calls.length, 2);
  first.faults = {};
  await askFor(15, it);
  assert.ok(first.calls.length > 2);
});

test("a short failure is waited out", async () => {
  const it = scripted(first);
  let fails = 1;
  first.before = async () => {
    if (fails-- > 0) throw new Error("the connection breaks");
  };
  assert.equal(await it.ask(), "0x10");
  first.before = async () => {};
  assert.deepEqual(it.changes, []);
});

test("many that ask at once make one attempt after a pause", async () => {
  const it = scripted(first);
  first.faults = { down: true };
  await assert.rejects(it.ask());
  it.now += 100_000;
  const asked = first.calls.length;
  const all = await Promise.allSettled(Array.from({ length: 50 }, it.ask));
  assert.ok(all.every(({ status }) => status === "rejected"));
  assert.ok(first.calls.length - asked <= 3, `${first.calls.length - asked} requests`);
});

test("when a provider is dead the next one is asked, and the first again when it is well", async () => {
  const it = scripted(first, second);
  assert.equal(await it.ask(), "0x10");
  assert.equal(second.calls.length, 0);
  first.faults = { down: true };
  const errors = await askFor(60, it);
  assert.deepEqual(errors, []);
  assert.ok(first.calls.length < 12 && second.calls.length > 200);
  assert.deepEqual(
    it.changes.map(({ isUp }) => isUp),
    [false],
  );
  first.faults = {};
  await askFor(180, it);
  second.calls.length = 0;
  await it.ask();
  assert.equal(second.calls.length, 0);
});

test("a provider that has dropped history is left for one that has it", async () => {
  const it = scripted(first, second);
  first.faults = { error: { code: 4_444, message: "pruned history unavailable" } };
  assert.equal(await it.ask(), "0x10");
  second.faults = first.faults;
  await assert.rejects(it.ask(), hasCode("TRL-L1-042"));
});

test("a contract's refusal is nobody's fault and is asked once", async () => {
  const it = scripted(first, second);
  first.faults = { error: { code: 3, message: "execution reverted", data: "0x1234" } };
  await assert.rejects(it.connection.public.call({ to: `0x${"11".repeat(20)}` }), /revert/);
  assert.deepEqual([first.calls.length, second.calls.length], [1, 0]);
});

test("the key in a URL is in no error, whatever the provider does with it", async () => {
  const echoing: L1Faults[] = [
    { status: { code: 502, body: "cannot POST {url}" } },
    { status: { code: 429, body: `{"error":{"code":429,"message":"{url}: too many requests"}}` } },
    { status: { code: 301, body: "" } },
    { error: { code: -32_000, message: `project ${KEY} at {url} is over its quota` } },
    { error: { code: -32_099, message: `no such thing at /v3/${KEY}`, data: { url: `{url}`, key: [KEY] } } },
    { error: { code: -32_601, message: `{url} has no such method` } },
    { error: { code: 4_444, message: `{url} is pruned` } },
    { error: { code: 3, message: `execution reverted at {url}`, data: KEY } },
    { body: () => first.url },
    { body: (answer) => answer.slice(0, 10) },
    { down: true },
  ];
  for (const faults of echoing) {
    first.faults = faults;
    const { connection, changes } = scripted(first);
    for (const ask of [
      () => connection.request({ method: "eth_blockNumber" }),
      () => connection.public.getBlockNumber(),
      () => connection.public.call({ to: `0x${"11".repeat(20)}` }),
      () => connection.public.getLogs(),
    ]) {
      const error = await ask().then(
        () => assert.fail("it does not fail"),
        (reason) => reason,
      );
      const shown = inspect([error, changes, connection], { depth: 20, showHidden: true, getters: true });
      assert.ok(!shown.includes(KEY), shown);
      assert.ok(
        !JSON.stringify(Object.entries(error as object), (_, value) =>
          typeof value === "bigint" ? `${value}` : value,
        ).includes(KEY),
      );
    }
  }
  const nobody = new L1Connection(`http://127.0.0.1:1/v3/${KEY}`);
  const error = await nobody.public.getBlockNumber().catch((reason) => reason);
  assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes(KEY));
});

test("TRL-L1-043 a provider of another chain is left for the right one, and checked again after failures and now and then", async () => {
  const it = scripted(first, second);
  assert.equal(await it.connection.public.getChainId(), 31_337);
  assert.equal(await it.ask(), "0x10");
  second.faults = { chainId: 1 };
  first.faults = { down: true };
  await assert.rejects(it.ask());
  const foreign = it.changes.find(({ error }) => error?.code === "TRL-L1-043");
  assert.match(String(foreign?.error), /its chain id is 0x1, not 31337/);
  first.faults = {};
  second.calls.length = 0;
  await askFor(50, it);
  assert.deepEqual([...new Set(second.calls)], []);
  // Behind the same URL there is another chain now.
  first.faults = { chainId: 5 };
  second.faults = {};
  await askFor(700, it);
  first.calls.length = 0;
  await askFor(30, it);
  assert.ok(!first.calls.includes("eth_blockNumber"));
});

test("TRL-L1-043 a chain id that is configured is asked of the first provider, too", async () => {
  const connection = new L1Connection(first.url, { chainId: 1 });
  await assert.rejects(connection.request({ method: "eth_blockNumber" }), hasCode("TRL-L1-043"));
  assert.deepEqual(first.calls, ["eth_chainId"]);
});

/** Providers that tell these blocks: the number of the latest, and a letter for the branch. */
async function telling(...heads: [number, string][]) {
  const providers = await Promise.all(
    heads.map(([latest, branch]) =>
      FaultyL1.start(({ method, params }) => {
        if (method !== "eth_getBlockByNumber") return { result: "0x7a69" };
        const number = params[0] === "latest" ? latest : Number(params[0]);
        if (number > latest) return { result: null };
        return { result: { number: `0x${number.toString(16)}`, hash: `0x${branch.repeat(64)}` } };
      }),
    ),
  );
  const it = scripted(...providers);
  const stop = () => Promise.all(providers.map((provider) => provider.stop()));
  return { ...it, providers, stop };
}

test("TRL-L1-044 before money is spent two providers must be on one chain", async (t) => {
  const split = await telling([16, "a"], [16, "b"]);
  t.after(split.stop);
  await assert.rejects(split.connection.requireAgreement(), hasCode("TRL-L1-044", "disagree about block 16"));
  const lagging = await telling([16, "a"], [14, "a"]);
  t.after(lagging.stop);
  await lagging.connection.requireAgreement();
});

test("one provider against two is left alone", async (t) => {
  const it = await telling([16, "b"], [16, "a"], [15, "a"], [16, "a"]);
  t.after(it.stop);
  await it.connection.requireAgreement();
  const asked = it.providers.map(({ calls }) => calls.length);
  await it.connection.public.getBlock().catch(() => {});
  assert.equal(it.providers[0]!.calls.length, asked[0]);
  assert.deepEqual(
    it.changes.map(({ error }) => error?.code),
    ["TRL-L1-044"],
  );
});

test("a provider that does not answer keeps the other from nothing, and agreement is asked for now and then", async (t) => {
  const it = await telling([16, "a"], [16, "a"]);
  t.after(it.stop);
  it.providers[0]!.faults = { down: true };
  await it.connection.requireAgreement();
  it.providers[0]!.faults = {};
  const both = await telling([16, "a"], [16, "a"]);
  t.after(both.stop);
  await both.connection.requireAgreement();
  const asked = both.providers[0]!.calls.length;
  await both.connection.requireAgreement();
  assert.equal(both.providers[0]!.calls.length, asked);
});
