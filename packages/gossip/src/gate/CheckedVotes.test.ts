import assert from "node:assert/strict";
import { test } from "node:test";
import { CheckedVotes } from "./CheckedVotes.ts";

const KEY = new Uint8Array(64).fill(1);
const of = (seat: number, key = KEY) => ({ proposal: "a", seat, key });

test("checked votes are remembered by proposal, seat and key, until they are accepted", () => {
  const checked = new CheckedVotes(8);
  checked.add(of(1), 7, 70);
  checked.add(of(1), 8, 80);
  assert.deepEqual(
    [...checked.of(of(1))],
    [
      [7, 70],
      [8, 80],
    ],
  );
  assert.equal(checked.of({ ...of(1), proposal: "b" }).size, 0);
  assert.equal(checked.of(of(1, new Uint8Array(64))).size, 0, "another key");
  checked.delete("a", 1);
  assert.equal(checked.of(of(1)).size, 0);
});

test("a seat's votes by another key take the place of those by the old one", () => {
  const checked = new CheckedVotes(8);
  const rotated = of(1, new Uint8Array(64).fill(2));
  checked.add(of(1), 7, 70);
  checked.add(rotated, 8, 80);
  assert.deepEqual([...checked.of(rotated)], [[8, 80]]);
  assert.equal(checked.of(of(1)).size, 0);
});

test("all together are bounded: the seats that were added to longest ago go first", () => {
  const checked = new CheckedVotes(4);
  for (const seat of [1, 2]) for (const number of [0, 1]) checked.add(of(seat), number, 5);
  checked.add(of(1), 1, 5);
  checked.add(of(3), 0, 5);
  assert.deepEqual(
    [1, 2, 3].map((seat) => checked.of(of(seat)).size),
    [2, 0, 1],
  );
});
