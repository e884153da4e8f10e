import assert from "node:assert/strict";
import { test } from "node:test";
import { PRESETS } from "@trellis/protocol";
import { events, GENESIS, idOf, proposalOf, wordsOf } from "../../test/blockVectors.ts";
import { BlockRecords } from "./BlockRecords.ts";
import { unclesToName } from "./unclesToName.ts";

/** A round: block 1 wins with seat 1; the others prove what is said. */
function named(
  losers: readonly {
    readonly bid?: bigint;
    readonly committed: readonly number[];
    readonly provers: readonly number[];
    /** Leaves proven as committed. */
    readonly leaves?: number;
  }[],
  changes: { readonly uncles?: number; readonly uncleMinBps?: number } = {},
) {
  const settings = { ...PRESETS.devnet.settings, uncleMinBps: 500, ...changes };
  const records = new BlockRecords(GENESIS);
  const won = wordsOf("c1", "-", "-");
  records.add(events.opened());
  records.add(events.committed(1, [1], proposalOf(10_000n)));
  records.add(events.proven(1, 0, won, [1]));
  for (const [i, { bid, committed, provers, leaves = 64 }] of losers.entries()) {
    records.add(events.committed(i + 2, committed, proposalOf(bid ?? 10_000n)));
    if (provers.length > 0) records.add(events.proven(i + 2, 0, won, provers, { tally: BigInt(leaves) }));
  }
  records.add(events.finalized(1));
  const { uncles, newSeats } = unclesToName(records.block(idOf(1))!, records.ofRound(1), settings);
  return { uncles: uncles.map(({ proposalId }) => proposalId), newSeats: newSeats.seats() };
}

test("R7: new seats are those that proved what they were committed to, and are not the winner's", () => {
  assert.deepEqual(named([{ committed: [1, 2, 3], provers: [1, 2, 9] }]), {
    uncles: [idOf(2)],
    newSeats: [2],
  });
});

test("R7: a block that was not proven, bid too little or adds nothing is not named", () => {
  const losers = [
    { committed: [2], provers: [] },
    { committed: [3], provers: [3], bid: 499n },
    { committed: [1], provers: [1] },
    { committed: [4], provers: [4], bid: 500n },
  ];
  assert.deepEqual(named(losers), { uncles: [idOf(5)], newSeats: [4] });
});

test("R7: few places go to the blocks that add most; a tie goes to the earlier commitment", () => {
  const losers = [
    { committed: [2], provers: [2] },
    { committed: [2, 3, 4], provers: [2, 3, 4] },
    { committed: [4, 5], provers: [4, 5] },
    { committed: [6], provers: [6] },
  ];
  const settings = { uncles: 2, uncleMinBps: 0 };
  assert.deepEqual(named(losers, settings), { uncles: [idOf(3), idOf(4)], newSeats: [2, 3, 4, 5] });
  assert.deepEqual(named(losers, { ...settings, uncles: 0 }), { uncles: [], newSeats: [] });
});

test("R7: a block whose seats did little is worth less than one with fewer new seats that did more", () => {
  // The winner's one seat proved the root, of weight 4.
  const losers = [
    { committed: [2, 3, 4], provers: [2, 3, 4], leaves: 3 },
    { committed: [5, 6], provers: [5, 6], leaves: 4 },
    { committed: [7], provers: [7], leaves: 0 },
  ];
  assert.deepEqual(named(losers, { uncles: 1 }), { uncles: [idOf(3)], newSeats: [5, 6] });
  assert.deepEqual(named(losers), { uncles: [idOf(3), idOf(2)], newSeats: [2, 3, 4, 5, 6] });
});
