import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, newSeatsHash, ProverBitmap, seatWordPathRoot, toBytes, toHex } from "@trellis/protocol";
import fc from "fast-check";
import { events, GENESIS, idOf, type ProverWord, wordsOf } from "../../test/blockVectors.ts";
import { type BlockRecord, keptHash } from "./BlockRecord.ts";
import { BlockRecords } from "./BlockRecords.ts";
import { type BlockClaim, blockClaims, newSeatClaims, newSeatsWith, paidSeats } from "./payClaims.ts";

const ALL = ProverBitmap.of(Array.from({ length: 64 }, (_, seat) => seat));
type Words = readonly [ProverWord, ProverWord, ProverWord];

function blockOf(committed: readonly number[], ...kept: readonly Words[]): BlockRecord {
  const records = new BlockRecords(GENESIS);
  for (const each of [
    events.opened(),
    events.committed(1, committed),
    ...kept.map((words, i) => events.proven(1, i, wordsOf(...words), committed)),
  ]) {
    records.add(each);
  }
  return records.block(idOf(1))!;
}

/** Kept proof and node number of each claimed node. */
const claimed = (claims: readonly BlockClaim[]) =>
  claims.flatMap(({ kept, nodes }) => nodes.map(({ depth, index }) => [kept, 2 ** depth - 1 + index]));

test("R2: a committed seat is paid by any kept proof that shows it", () => {
  const block = blockOf([4, 5], ["c4", "c5", "-"], ["r9", "-", "c5"]);
  assert.deepEqual(claimed(blockClaims(block, 4, ALL)), [[0, 0]]);
  assert.deepEqual(claimed(blockClaims(block, 5, ALL)), [
    [0, 1],
    [1, 2],
  ]);
});

test("P6.6: a rescuer is paid by the earliest kept proof with a rescuer, and never where a committed seat is", () => {
  const block = blockOf([4, 5], ["c4", "r9", "r8"], ["c4", "c5", "r9"]);
  assert.deepEqual(
    blockClaims(block, 9, ALL),
    [],
    "node 1 is its committed seat's, and node 2 was rescued by 8 before",
  );
  assert.deepEqual(claimed(blockClaims(block, 8, ALL)), [[0, 2]]);
});

test("R5: a rescuer that was not active is not paid; what was paid before is left out", () => {
  const block = blockOf([4], ["c4", "r9", "c4"]);
  assert.deepEqual(blockClaims(block, 9, ProverBitmap.of([4])), []);
  assert.deepEqual(claimed(blockClaims(block, 4, ALL, (number) => number === 0)), [[0, 2]]);
});

test("R1: each path leads to the kept proof's words, whose hash L1 keeps", () => {
  // The transcript names one seat for each node: nobody else can be committed there.
  const word = (named: number) => fc.constantFrom<ProverWord>(`c${named}`, "r1", "r3", "-");
  const proof = fc.tuple(word(1), word(2), word(1));
  fc.assert(
    fc.property(fc.array(proof, { minLength: 1, maxLength: 4 }), (kept) => {
      const block = blockOf([1, 2], ...kept);
      for (const seat of paidSeats(block)) {
        for (const claim of blockClaims(block, seat, ALL)) {
          assert.equal(keptHash(block.kept[claim.kept]!).length, 66);
          for (const node of claim.nodes) assert.equal(rootOf(node), claim.wordsRoot);
        }
      }
      const all = paidSeats(block).flatMap((seat) => claimed(blockClaims(block, seat, ALL)));
      const numbers = all.map(([, number]) => number);
      assert.equal(new Set(numbers).size, numbers.length, "no node pays two seats");
    }),
  );
});

test("R7: a new seat claims with all new seats of its round", () => {
  const newSeats = [
    { bps: 9_500, seats: ProverBitmap.of([6]) },
    { bps: 4_000, seats: ProverBitmap.of([7]) },
  ];
  const block = { ...blockOf([4], ["c4", "-", "-"]), newSeats };
  const named = newSeats.map((one) => toHex(newSeatsHash(one)));
  for (const [i, seat] of [6, 7].entries()) {
    const { bps, seats } = newSeats[i]!;
    assert.deepEqual(newSeatClaims(block, seat), [
      { winner: idOf(1), named, newSeats: { bps, seats: seats.words() } },
    ]);
    assert.equal(newSeatsWith(block, seat), newSeats[i]);
  }
  assert.deepEqual(newSeatClaims(block, 4), []);
  assert.deepEqual(newSeatClaims({ ...block, newSeats: [] }, 6), []);
  assert.deepEqual(paidSeats(block), [4, 6, 7]);
});

function rootOf({ depth, index, word, children, siblings, parentWords }: BlockClaim["nodes"][number]) {
  const isLeaf = children.every((hash) => BigInt(hash) === 0n);
  const levels = siblings.map((sibling, i) => ({
    sibling: fromHex(sibling),
    word: toBytes(parentWords[i]!, 2),
  }));
  const path = { children: isLeaf ? [] : children.map(fromHex), levels };
  return toHex(seatWordPathRoot(toBytes(word, 2), { depth, index }, path));
}
