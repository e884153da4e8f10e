import assert from "node:assert/strict";
import { test } from "node:test";
import { swapOutput } from "@trellis/protocol";
import { transactionHash } from "../hashing/transactionHash.ts";
import { RICH, ROLLUP_ID, swapOf, testWorld, transfer } from "../testing/testWorld.ts";
import { replacementFee } from "./admissionFault.ts";
import { Mempool } from "./Mempool.ts";

const moved = testWorld(new Map(), [RICH + RICH / 10n, 2n * RICH]);
/** An account's nonces, each with what holds its transaction up. */
const obstacles = (mempool: Mempool, account = 0): [number, string][] =>
  mempool
    .pendingOf(account)
    .map(({ tx, obstacle }) => [
      tx.nonce,
      obstacle === undefined ? "ready" : `${obstacle.reason} ${obstacle.nonce}`,
    ]);

test("a swap whose price has moved away holds up itself and all that follows it, until the price is back", () => {
  const mempool = new Mempool({ rollupId: ROLLUP_ID, state: testWorld() });
  mempool.add(transfer({ nonce: 0 }));
  const { hash } = mempool.add(swapOf({ nonce: 1, amount: 1000n, minimumOut: 1993n }));
  mempool.add(transfer({ nonce: 2 }));
  assert.deepEqual(obstacles(mempool), [
    [0, "ready"],
    [1, "ready"],
    [2, "ready"],
  ]);
  mempool.revalidate(moved);
  assert.deepEqual(obstacles(mempool), [
    [0, "ready"],
    [1, "price 1"],
    [2, "price 1"],
  ]);
  assert.deepEqual(mempool.obstacleOf(hash), {
    reason: "price",
    nonce: 1,
    minimumOut: 1993n,
    out: swapOutput(moved.reserves, 0, 1000n),
  });
  mempool.revalidate(testWorld());
  assert.equal(mempool.obstacleOf(hash), undefined);
});

test("a nonce that is missing holds up what follows it; one account does not hold up another", () => {
  const mempool = new Mempool({ rollupId: ROLLUP_ID, state: testWorld() });
  mempool.add(transfer({ nonce: 2 }));
  const other = mempool.add(transfer({ from: 1 }));
  assert.deepEqual(obstacles(mempool), [[2, "gap 0"]]);
  assert.deepEqual(obstacles(mempool, 1), [[0, "ready"]]);
  mempool.add(transfer({ nonce: 0 }));
  assert.deepEqual(obstacles(mempool), [
    [0, "ready"],
    [2, "gap 1"],
  ]);
  assert.equal(mempool.obstacleOf(other.hash), undefined);
  assert.equal(mempool.obstacleOf(5n), undefined, "what does not wait has no obstacle");
  assert.deepEqual(mempool.pendingOf(77_777), []);
});

test("P10.1 a transfer of nothing to oneself takes the place of a stuck swap, and frees what follows it", () => {
  const mempool = new Mempool({ rollupId: ROLLUP_ID, state: testWorld() });
  const stuck = mempool.add(swapOf({ nonce: 0, amount: 1000n, minimumOut: 1993n, fee: 100n }));
  mempool.add(transfer({ nonce: 1 }));
  mempool.revalidate(moved);
  const cancel = (fee: bigint) => transfer({ nonce: 0, to: 0, amount: 0n, fee });
  assert.throws(() => mempool.add(cancel(replacementFee(100n) - 1n)), { code: "TRL-LED-054" });
  const { dropped } = mempool.add(cancel(replacementFee(100n)));
  assert.deepEqual([dropped?.hash, dropped?.why.code], [stuck.hash, "TRL-LED-058"]);
  assert.deepEqual(obstacles(mempool), [
    [0, "ready"],
    [1, "ready"],
  ]);
  assert.equal(mempool.pendingOf(0)[0]?.hash, transactionHash(ROLLUP_ID, cancel(replacementFee(100n))));
});

test("a replacement pays a tenth more, rounded up, and more in any case", () => {
  assert.deepEqual([0n, 1n, 9n, 10n, 100n, 101n].map(replacementFee), [1n, 2n, 10n, 11n, 110n, 112n]);
});
