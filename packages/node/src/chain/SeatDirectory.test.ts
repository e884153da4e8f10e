import assert from "node:assert/strict";
import { test } from "node:test";
import type { SecondEvent } from "@trellis/l1/second";
import { toBigInt } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import { SeatTree } from "@trellis/protocol/second";
import { seatSecret } from "../testing/secrets.ts";
import { SeatDirectory } from "./SeatDirectory.ts";

const keyOf = (number: number): Uint8Array => publicKeyOf(seatSecret(number));

function directory() {
  const seats = new SeatDirectory();
  const say = (eventName: string, args: object): void =>
    seats.apply({ eventName, args } as unknown as SecondEvent);
  const give = (eventName: "ProverJoined" | "KeyRotated", seat: number, key: Uint8Array): void =>
    say(eventName, { seat, keyX: toBigInt(key.subarray(0, 32)), keyY: toBigInt(key.subarray(32)) });
  return {
    seats,
    join: (seat: number, key: Uint8Array) => give("ProverJoined", seat, key),
    rotate: (seat: number, key: Uint8Array) => give("KeyRotated", seat, key),
    withdraw: (seat: number) => say("StakeWithdrawn", { seat }),
    open: () => say("RoundOpened", {}),
  };
}

function rootOf(keys: readonly Uint8Array[]): bigint {
  const tree = new SeatTree();
  for (const [seat, key] of keys.entries()) tree.set(seat, key);
  return tree.root();
}

test("P2.1 seats and their keys follow the registry", () => {
  const { seats, join } = directory();
  assert.ok(seats.hasRoot(rootOf([])));
  join(0, keyOf(0));
  join(1, keyOf(1));
  assert.deepEqual([seats.seatOf(keyOf(1)), seats.seatOf(keyOf(2))], [1, undefined]);
  assert.deepEqual(seats.key(0), keyOf(0));
  assert.equal(seats.key(2), undefined);
  assert.ok(seats.hasRoot(rootOf([keyOf(0), keyOf(1)])));
  assert.ok(!seats.hasRoot(rootOf([keyOf(0)])), "no round has taken a snapshot of that set");
});

test("P2.3 a round keeps the keys of its snapshot, whatever happens to the seats later", () => {
  const { seats, join, rotate, open } = directory();
  join(0, keyOf(0));
  open();
  const root = rootOf([keyOf(0)]);
  rotate(0, keyOf(5));
  join(1, keyOf(1));
  assert.deepEqual([seats.key(0), seats.key(0, root)], [keyOf(5), keyOf(0)]);
  assert.deepEqual([seats.key(1), seats.key(1, root)], [keyOf(1), undefined]);
  assert.deepEqual([seats.seatOf(keyOf(0)), seats.seatOf(keyOf(0), root)], [undefined, 0]);
  assert.deepEqual([seats.seatOf(keyOf(5)), seats.seatOf(keyOf(5), root)], [0, undefined]);
  assert.equal(seats.tree(root)?.root(), root);
  assert.equal(seats.key(0, 1n), undefined);
});

test("R4 a seat whose stake has left keeps its leaf, until the next prover joins there", () => {
  const { seats, join, withdraw, open } = directory();
  join(0, keyOf(0));
  join(1, keyOf(1));
  withdraw(0);
  assert.ok(seats.hasRoot(rootOf([keyOf(0), keyOf(1)])));
  open();
  join(0, keyOf(2));
  assert.deepEqual([seats.seatOf(keyOf(0)), seats.seatOf(keyOf(2))], [undefined, 0]);
  assert.equal(seats.seatOf(keyOf(0), rootOf([keyOf(0), keyOf(1)])), 0);
  assert.ok(seats.hasRoot(rootOf([keyOf(2), keyOf(1)])));
});

test("P2.3 the snapshots of the last 64 rounds are known, also one that came back, and old ones are dropped", () => {
  const { seats, join, rotate, open } = directory();
  join(0, keyOf(0));
  open();
  const roots = [rootOf([keyOf(0)])];
  for (let round = 1; round < 200; round++) {
    // A key comes back in some rounds.
    rotate(0, round % 70 === 0 ? keyOf(0) : keyOf(round));
    open();
    roots.push(seats.tree(rootOf([round % 70 === 0 ? keyOf(0) : keyOf(round)]))!.root());
    assert.ok(roots.slice(-64).every((root) => seats.hasRoot(root)));
  }
  assert.equal(roots.filter((root) => seats.hasRoot(root)).length < 135, true);
});
