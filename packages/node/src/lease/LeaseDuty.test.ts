import assert from "node:assert/strict";
import { test } from "node:test";
import { LocalSigner } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import { secretOf, until } from "../testing/TestNode.ts";
import { Lease } from "./Lease.ts";
import { LeaseDuty } from "./LeaseDuty.ts";
import { LeasedSigner } from "./LeasedSigner.ts";

const DURATION_MS = 600;
const ROUND = { height: 1n, round: 0, windows: {} };
const SIGNAL = new AbortController().signal;

/** A node's duty on a store that answers as the test says. @param before - what the node's folder holds. */
function duty(before?: string) {
  let now = 0;
  const store = { answer: 1n as bigint | undefined | Error, given: [] as bigint[] };
  const told: string[] = [];
  const written: string[] = [];
  const lease = new Lease(
    {
      take: async () => {
        if (store.answer instanceof Error) throw store.answer;
        return store.answer;
      },
      giveUp: async (fence) => void store.given.push(fence),
    },
    { durationMs: DURATION_MS, clock: () => now, wallClock: () => now },
  );
  const it = new LeaseDuty({
    lease,
    name: "seats",
    durationMs: DURATION_MS,
    wallClock: () => 1_000_000,
    // Time passes with the duty's own pauses alone.
    wait: async (ms) => {
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
    folder: {
      read: async <Value>(_: string, decode: (content: Uint8Array) => Value) =>
        before === undefined ? undefined : decode(new TextEncoder().encode(before)),
      write: async (_, content) => void written.push(new TextDecoder().decode(content)),
    },
    onStandby: () => told.push("standby"),
    onHeld: (isHeld) => told.push(isHeld ? "held" : "not held"),
    onProblem: () => told.push("problem"),
    onLost: (error) => told.push(`lost ${(error as TrellisError).code}`),
  });
  return { it, store, told, written };
}

const unasked = new TrellisError("TRL-NOD-080", "no answer");

test("a machine stands by while another has the lease, takes it when it can, and gives it up at the end", async () => {
  const { it, store, told, written } = duty();
  store.answer = undefined;
  const acquired = it.acquire(SIGNAL);
  await until(() => told.includes("standby"));
  assert.throws(() => it.requireDuty(), { code: "TRL-NOD-081" });
  store.answer = unasked;
  await until(() => told.includes("problem"));
  store.answer = 3n;
  await acquired;
  it.requireDuty();
  assert.deepEqual(told, ["standby", "problem", "held"], "an outage is reported once");
  assert.deepEqual(written, ["3 seats"]);
  await it.stop();
  assert.throws(() => it.requireDuty(), { code: "TRL-NOD-081" });
  assert.deepEqual(store.given, [3n]);
});

test("the wait ends with the node; a store that cannot be asked at first ends the start", async () => {
  const { it, store, told } = duty();
  store.answer = undefined;
  const life = new AbortController();
  const acquired = assert.rejects(it.acquire(life.signal), { code: "TRL-NOD-007" });
  await until(() => told.includes("standby"));
  life.abort(new TrellisError("TRL-NOD-007", "the node was stopped"));
  await acquired;
  await it.stop();
  const other = duty();
  other.store.answer = unasked;
  await assert.rejects(other.it.acquire(SIGNAL), { code: "TRL-NOD-080" });
});

test("after another machine had the lease, nothing is promised in the rounds of that time", async () => {
  const cases: readonly [before: string | undefined, fence: bigint, isFree: boolean][] = [
    [undefined, 1n, true],
    ["4 seats", 5n, true],
    ["3 seats", 5n, false],
    ["4 others", 5n, false],
    [undefined, 5n, false],
    // The database was made anew.
    ["4 seats", 1n, false],
  ];
  for (const [before, fence, isFree] of cases) {
    const { it, store } = duty(before);
    store.answer = fence;
    await it.acquire(SIGNAL);
    it.onView(2_000n, [ROUND]);
    assert.equal(it.mayPromise(ROUND, 2_000n), isFree, `${before} ${fence}`);
    assert.equal(it.mayPromise({ ...ROUND, round: 1 }, 2_000n), true);
    await it.stop();
    assert.equal(it.mayPromise({ ...ROUND, round: 1 }, 2_000n), false);
  }
});

test("a lease that another has taken, or that could not be renewed, ends the node", async () => {
  for (const [answer, code] of [
    [undefined, "TRL-NOD-081"],
    [unasked, "TRL-NOD-080"],
  ] as const) {
    const { it, store, told } = duty();
    await it.acquire(SIGNAL);
    store.answer = answer;
    await until(() => told.includes(`lost ${code}`));
    assert.equal(told.includes("problem"), answer === unasked, "it was survived as long as the lease lasted");
    assert.ok(told.includes("not held"));
    assert.throws(() => it.requireDuty(), { code: "TRL-NOD-081" });
    await it.stop();
  }
});

test("an account signs only while the lease lasts, also if its signer takes long", async () => {
  const { it, store } = duty();
  const key = new LocalSigner(secretOf("own"));
  const slow = {
    address: key.address,
    sign: async (data: Uint8Array) => {
      await it.stop();
      return key.sign(data);
    },
  };
  const data = new TextEncoder().encode("some bytes");
  await assert.rejects(new LeasedSigner(key, it).sign(data), { code: "TRL-NOD-081" });
  await it.acquire(SIGNAL);
  const signer = new LeasedSigner(key, it);
  assert.equal(signer.address, key.address);
  assert.deepEqual(await signer.sign(data), await key.sign(data));
  await assert.rejects(new LeasedSigner(slow, it).sign(data), { code: "TRL-NOD-081" });
  assert.deepEqual(store.given, [1n]);
});
