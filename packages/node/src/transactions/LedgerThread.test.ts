import assert from "node:assert/strict";
import { after, test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import {
  HashBatch,
  type HashSteps,
  PAUSE,
  publicKeyOf,
  runHashSteps,
  State,
  signTransaction,
} from "@trellis/ledger";
import { type Transaction, TrellisError } from "@trellis/protocol";
import { publicKeyOf as seatKeyOf, signDigest } from "@trellis/protocol/keys";
import { LedgerThread } from "./LedgerThread.ts";

const ROLLUP = 5n;
const SECRET = 77n;
const KEY = publicKeyOf(SECRET);
const thread = new LedgerThread();
after(() => thread.stop());

const world = (accounts: number): State =>
  State.of(
    Array.from({ length: accounts }, (_, i) => [i, { key: KEY, nonce: i, balances: [5n, 7n] }] as const),
  );

/** A chain of this many hashes, each over the one before it; returns the last. */
function* chain(length: number): HashSteps<bigint> {
  const batch = new HashBatch();
  let last = batch.value(1n);
  for (let i = 0; i < length; i++) last = batch.hash([last]);
  return (yield batch).at(last);
}

test("a few hashes computed here and many computed in the thread are correct", async () => {
  for (const accounts of [1, 3, 200]) {
    assert.equal(await thread.run(world(accounts).rootSteps()), world(accounts).root());
  }
  assert.equal(await thread.run(chain(100)), runHashSteps(chain(100)));
});

test("the event loop is not blocked while the thread hashes", async () => {
  await thread.run(chain(100));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await thread.run(chain(4_000));
  clearInterval(timer);
  assert.ok(turns > 5, `${turns} turns`);
});

test("work that pauses lets other tasks run after a few milliseconds", async () => {
  let turns = 0;
  const busy = (function* (): HashSteps<void> {
    for (let i = 0; i < 5; i++) {
      const until = performance.now() + 5;
      while (performance.now() < until);
      yield PAUSE;
    }
  })();
  const counting = setInterval(() => turns++, 0);
  await thread.run(busy);
  clearInterval(counting);
  assert.ok(turns >= 3, `${turns} turns`);
});

test("an error of the work is thrown unchanged, with code and context", async () => {
  const failing = (function* (): HashSteps<void> {
    yield* chain(100);
    throw new TrellisError("TRL-LED-017", "too little", { from: 3 });
  })();
  await assert.rejects(thread.run(failing), { code: "TRL-LED-017", context: { from: 3 } });
  assert.equal(await thread.run(chain(100)), runHashSteps(chain(100)));
});

test("work in order computes a hash that several pieces need once", async () => {
  /** The root of a state, counting the hashes that it takes. */
  function* counted(state: State, hashes: { count: number }): HashSteps<bigint> {
    const steps = state.rootSteps();
    let next = steps.next();
    while (next.done !== true) {
      hashes.count += next.value.size;
      next = steps.next(yield next.value);
    }
    return next.value;
  }
  const [alone, inOrder] = [{ count: 0 }, { count: 0 }];
  const root = runHashSteps(counted(world(200), alone));
  const state = world(200);
  const roots = await Promise.all([1, 2, 3].map(() => thread.runInOrder(counted(state, inOrder))));
  assert.deepEqual(roots, [root, root, root]);
  assert.equal(inOrder.count, alone.count);
});

test("work in order goes on when a piece fails or is aborted", async () => {
  const aborting = new AbortController();
  const failing = thread.runInOrder(
    (function* (): HashSteps<void> {
      yield* chain(100);
      throw new Error("failed");
    })(),
  );
  const aborted = thread.runInOrder(chain(100), aborting.signal);
  const last = thread.runInOrder(chain(101));
  aborting.abort(new Error("no longer needed"));
  await Promise.all([
    assert.rejects(failing, { message: "failed" }),
    assert.rejects(aborted, { message: "no longer needed" }),
  ]);
  assert.equal(await last, runHashSteps(chain(101)));
});

test("pieces of work at the same time do not mix", async () => {
  const lengths = [40, 400, 41, 300, 1, 50];
  const results = await Promise.all(lengths.map((length) => thread.run(chain(length))));
  assert.deepEqual(
    results,
    lengths.map((length) => runHashSteps(chain(length))),
  );
});

test("work can be aborted between two batches", async () => {
  const abort = new AbortController();
  const reason = new Error("stopped");
  let batches = 0;
  const endless = (function* (): HashSteps<void> {
    for (; ; batches++) yield* chain(100);
  })();
  const running = thread.run(endless, abort.signal);
  setTimeout(() => abort.abort(reason), 20);
  await assert.rejects(running, reason);
  const after = batches;
  await thread.run(chain(100));
  assert.equal(batches, after);
});

test("TRL-PRV-121 when a thread ends, its request fails and the next work gets a new thread", async () => {
  const own = new LedgerThread();
  const running = own.run(chain(4_000));
  await new Promise((resolve) => setImmediate(resolve));
  await own.stop();
  await assert.rejects(running, { code: "TRL-PRV-121" });
  assert.equal(await own.run(chain(100)), poseidon2Chain(100));
  await own.stop();
});

test("P1.1 the first bad signature is named, both among few and among many", async () => {
  const tx = (nonce: number, secret = SECRET): Transaction =>
    signTransaction(ROLLUP, { asset: 0, from: 0, to: 1, amount: 5n, fee: 0, nonce }, secret);
  const good = { sender: KEY, tx: tx(0) };
  const bad = { sender: KEY, tx: tx(0, 78n) };
  assert.equal(await thread.firstUnsigned(ROLLUP, []), undefined);
  assert.equal(await thread.firstUnsigned(ROLLUP, [good, good]), undefined);
  assert.equal(await thread.firstUnsigned(ROLLUP, [good, bad, bad]), 1);
  const many = new Array(300).fill(good);
  assert.equal(await thread.firstUnsigned(ROLLUP, many), undefined);
  assert.equal(await thread.firstUnsigned(ROLLUP, many.with(280, bad).with(290, bad)), 280);
  const abort = AbortSignal.abort(new Error("stopped"));
  await assert.rejects(thread.firstUnsigned(ROLLUP, many, abort), /stopped/);
});

function poseidon2Chain(length: number): bigint {
  let last = 1n;
  for (let i = 0; i < length; i++) last = poseidon2Hash([last]);
  return last;
}

test("signatures of seats: the first bad one is found, whether few are checked here or many in the thread", async () => {
  const digest = new Uint8Array(32).fill(7);
  const secretKey = new Uint8Array(32).fill(9);
  const good = { digest, signature: signDigest(digest, secretKey), key: seatKeyOf(secretKey) };
  const bad = { ...good, digest: new Uint8Array(32) };
  assert.equal(await thread.firstForged([]), undefined);
  assert.equal(await thread.firstForged([good, bad, bad]), 1);
  const many = Array<typeof good>(300).fill(good);
  assert.equal(await thread.firstForged(many), undefined);
  assert.equal(await thread.firstForged(many.with(280, bad).with(290, bad)), 280);
});
