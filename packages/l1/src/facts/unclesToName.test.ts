import assert from "node:assert/strict";
import { test } from "node:test";
import { PRESETS } from "@trellis/protocol";
import { events, GENESIS, idOf, proposalOf, wordsOf } from "../../test/blockVectors.ts";
import { BlockRecords } from "./BlockRecords.ts";
import { unclesToName } from "./unclesToName.ts";

/** A round: block 1 wins with seat 1, which proved a leaf; the others prove what is said. */
function named(
  losers: readonly {
    readonly bid?: bigint;
    readonly committed: readonly number[];
    readonly provers: readonly number[];
    /** Leaves proven as committed: 0, 1 or 2. By default the root is, too. */
    readonly leaves?: 0 | 1 | 2;
  }[],
  changes: { readonly uncles?: number; readonly uncleMinBps?: number } = {},
) {
  const settings = { ...PRESETS.devnet.settings, uncleMinBps: 500, ...changes };
  const records = new BlockRecords(GENESIS);
  const won = wordsOf("-", "c1", "-");
  const shown = [won.map(() => 0), won, wordsOf("-", "c1", "c1"), wordsOf("c1", "c1", "c1")];
  records.add(events.opened());
  records.add(events.committed(1, [1], proposalOf(10_000n)));
  records.add(events.proven(1, 0, won, [1]));
  for (const [i, { bid, committed, provers, leaves = 3 }] of losers.entries()) {
    records.add(events.committed(i + 2, committed, proposalOf(bid ?? 10_000n)));
    if (provers.length > 0) records.add(events.proven(i + 2, 0, shown[leaves]!, provers));
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
  const losers = [
    { committed: [2, 3, 4], provers: [2, 3, 4], leaves: 1 },
    { committed: [5, 6], provers: [5, 6], leaves: 2 },
    { committed: [7], provers: [7], leaves: 0 },
  ] as const;
  assert.deepEqual(named(losers, { uncles: 1 }), { uncles: [idOf(3)], newSeats: [5, 6] });
  assert.deepEqual(named(losers), { uncles: [idOf(3), idOf(2)], newSeats: [2, 3, 4, 5, 6] });
});

test("R7, R2: nodes that a better proof leaves out still count for a losing block", () => {
  const records = new BlockRecords(GENESIS);
  records.add(events.opened());
  records.add(events.committed(1, [1], proposalOf(10_000n)));
  records.add(events.proven(1, 0, wordsOf("c1", "-", "-"), [1]));
  records.add(events.committed(2, [2, 3], proposalOf(10_000n)));
  records.add(events.proven(2, 0, wordsOf("c2", "c2", "-"), [2]));
  records.add(events.proven(2, 1, wordsOf("-", "c2", "c3"), [2, 3], { isBest: true }));
  records.add(events.finalized(1));
  const { worthBps } = unclesToName(records.block(idOf(1))!, records.ofRound(1), PRESETS.devnet.settings);
  // All three nodes weigh 6, for two seats; the winner's seat proved the root, 4. The best proof alone has 2.
  assert.equal(worthBps, 7_500);
});
