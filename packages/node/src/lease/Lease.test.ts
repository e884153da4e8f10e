import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { Lease, type LeaseStore } from "./Lease.ts";

const DURATION_MS = 1_000;

/** A lease with clocks that a test moves, and a store that answers as the test says. */
function leased() {
  const time = { clock: 5_000, wallClock: 1_000_000 };
  const answers: (bigint | undefined | Error)[] = [];
  const given: bigint[] = [];
  let onTake = async (): Promise<void> => {};
  const store: LeaseStore = {
    take: async () => {
      const answer = answers.shift();
      await onTake();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    giveUp: async (fence) => void given.push(fence),
  };
  const lease = new Lease(store, {
    durationMs: DURATION_MS,
    clock: () => time.clock,
    wallClock: () => time.wallClock,
  });
  const pass = (ms: number): void => {
    time.clock += ms;
    time.wallClock += ms;
  };
  const during = (act: () => Promise<void>): void => {
    onTake = act;
  };
  return { lease, time, answers, given, pass, during };
}

const unasked = new TrellisError("TRL-NOD-080", "no answer");

test("a lease is held from its grant until a margin before its end, and each renewal moves that", async () => {
  const { lease, answers, pass } = leased();
  assert.throws(() => lease.require(), { code: "TRL-NOD-081" });
  answers.push(undefined, 7n, 7n);
  assert.equal(await lease.attempt(), false);
  assert.equal(lease.isHeld, false);
  assert.equal(await lease.attempt(), true);
  assert.deepEqual([lease.isHeld, lease.fence], [true, 7n]);
  pass(790);
  lease.require();
  assert.equal(await lease.attempt(), true);
  pass(790);
  assert.equal(lease.isHeld, true);
  pass(20);
  assert.equal(lease.isHeld, false);
  assert.throws(() => lease.require(), { code: "TRL-NOD-081" });
});

test("time counts from before the question: a late answer gives less, and one that is too late nothing", async () => {
  const { lease, answers, pass, during } = leased();
  answers.push(1n);
  during(async () => pass(500));
  await lease.attempt();
  pass(290);
  assert.equal(lease.isHeld, true);
  pass(20);
  assert.equal(lease.isHeld, false);
  const late = leased();
  late.answers.push(1n);
  late.during(async () => late.pass(900));
  assert.equal(await late.lease.attempt(), true);
  assert.equal(late.lease.isHeld, false);
});

test("the clock that tells of more time counts: a machine that slept, or whose wall clock was set back", async () => {
  for (const which of ["clock", "wallClock"] as const) {
    const { lease, answers, time } = leased();
    answers.push(1n);
    await lease.attempt();
    time[which] += DURATION_MS;
    time[which === "clock" ? "wallClock" : "clock"] -= 500;
    assert.equal(lease.isHeld, false, which);
  }
});

test("a store that cannot be asked is survived while the lease lasts, and no longer", async () => {
  const { lease, answers, pass } = leased();
  answers.push(1n, unasked, 1n, unasked);
  await lease.attempt();
  pass(400);
  await assert.rejects(lease.attempt(), { code: "TRL-NOD-080" });
  assert.equal(lease.isHeld, true);
  await lease.attempt();
  pass(800);
  await assert.rejects(lease.attempt(), { code: "TRL-NOD-080" });
  assert.equal(lease.isHeld, false);
});

test("TRL-NOD-081 a machine that lost the lease never holds it again, even if it is free", async () => {
  const cases: readonly [number, bigint | undefined][] = [
    [100, undefined],
    [100, 2n],
    [900, 1n],
  ];
  for (const [ms, answer] of cases) {
    const { lease, answers, pass, given } = leased();
    answers.push(1n, answer, 3n);
    await lease.attempt();
    pass(ms);
    await assert.rejects(lease.attempt(), { code: "TRL-NOD-081" });
    assert.equal(await lease.attempt(), false);
    assert.equal(lease.isHeld, false);
    await lease.end();
    assert.deepEqual(given, [1n], "what the store may still keep for it is given up");
  }
});

test("an ended lease is not held from that moment on, whatever answers come", async () => {
  const { lease, answers, given, during } = leased();
  answers.push(1n, 1n);
  await lease.attempt();
  during(async () => lease.end());
  assert.equal(await lease.attempt(), false);
  assert.equal(lease.isHeld, false);
  await lease.end();
  assert.deepEqual(given, [1n]);
});
