import assert from "node:assert/strict";
import { test } from "node:test";
import { PRESETS } from "@trellis/protocol";
import { events, GENESIS, idOf, proposalOf, wordsOf } from "../../test/blockVectors.ts";
import { BlockRecords } from "./BlockRecords.ts";
import { uncleCandidates } from "./uncleCandidates.ts";

/** A round: block 1 wins with seat 1, which proved a leaf; the others prove what is said. */
function candidates(
  losers: readonly {
    readonly bid?: bigint;
    readonly committed: readonly number[];
    readonly provers: readonly number[];
    /** Leaves proven as committed: 0, 1 or 2. By default the root is, too. */
    readonly leaves?: 0 | 1 | 2;
  }[],
  changes: { readonly unclePayBps?: number; readonly uncleMinBps?: number } = {},
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
  return uncleCandidates(records.block(idOf(1))!, records.ofRound(1), settings).map(
    ({ bps, seats, uncle }) => ({ id: uncle.proposalId, bps, seats: seats.seats() }),
  );
}

test("R7: new seats are those that proved what they were committed to, and are not the winner's", () => {
  assert.deepEqual(candidates([{ committed: [1, 2, 3], provers: [1, 2, 9] }]), [
    { id: idOf(2), bps: 9_500, seats: [2] },
  ]);
});

test("R7: a block that was not proven, bid too little or has no new seat is no candidate", () => {
  const losers = [
    { committed: [2], provers: [] },
    { committed: [3], provers: [3], bid: 499n },
    { committed: [1], provers: [1] },
    { committed: [4], provers: [4], bid: 500n },
  ];
  assert.deepEqual(candidates(losers), [{ id: idOf(5), bps: 9_500, seats: [4] }]);
});

test("R7: each block has its own rate, by its own work a seat: the others do not change it", () => {
  const losers = [
    { committed: [2, 3, 4], provers: [2, 3, 4], leaves: 1 },
    { committed: [5, 6], provers: [5, 6], leaves: 2 },
    { committed: [7], provers: [7], leaves: 0 },
  ] as const;
  const all = candidates(losers);
  assert.deepEqual(all, [
    { id: idOf(2), bps: 3_166, seats: [2, 3, 4] },
    { id: idOf(3), bps: 9_500, seats: [5, 6] },
    { id: idOf(4), bps: 0, seats: [7] },
  ]);
  for (const [i, loser] of losers.entries()) {
    assert.deepEqual(
      candidates([loser]).map(({ bps }) => bps),
      [all[i]!.bps],
    );
  }
  assert.equal(candidates(losers, { unclePayBps: 3_000 })[0]!.bps, 1_000);
});

test("R7, R2: nodes that a better proof leaves out still count for a losing block, which may stand by each of its proofs", () => {
  const records = new BlockRecords(GENESIS);
  records.add(events.opened());
  records.add(events.committed(1, [1], proposalOf(10_000n)));
  records.add(events.proven(1, 0, wordsOf("c1", "-", "-"), [1]));
  records.add(events.committed(2, [2, 3], proposalOf(10_000n)));
  records.add(events.proven(2, 0, wordsOf("c2", "c2", "-"), [2]));
  records.add(events.proven(2, 1, wordsOf("-", "c2", "c3"), [2, 3], { isBest: true }));
  records.add(events.finalized(1));
  const found = uncleCandidates(records.block(idOf(1))!, records.ofRound(1), PRESETS.devnet.settings);
  // All three nodes weigh 6, for two seats; the winner's seat proved the root, 4. The best proof alone has 2.
  assert.deepEqual(
    found.map(({ bps, seats, uncle }) => [bps, seats.seats(), uncle.kept]),
    [
      [7_125, [2], 0],
      [7_125, [2, 3], 1],
    ],
  );
});

test("R7: a block that is proven in parts has the rate of one proof with the same work: the seats of all its proofs count", () => {
  const rates = [[wordsOf("c2", "c3", "-")], [wordsOf("c2", "-", "-"), wordsOf("-", "c3", "-")]].map(
    (proofs) => {
      const records = new BlockRecords(GENESIS);
      records.add(events.opened());
      records.add(events.committed(1, [1], proposalOf(10_000n)));
      records.add(events.proven(1, 0, wordsOf("c1", "c1", "c1"), [1]));
      records.add(events.committed(2, [2, 3], proposalOf(10_000n)));
      for (const [kept, words] of proofs.entries()) {
        records.add(events.proven(2, kept, words, proofs.length === 1 ? [2, 3] : [2 + kept]));
      }
      records.add(events.finalized(1));
      return uncleCandidates(records.block(idOf(1))!, records.ofRound(1), PRESETS.devnet.settings);
    },
  );
  // Root and a leaf weigh 5, by two seats; the winner's seat proved all three nodes, 6.
  assert.deepEqual(
    rates.map((candidates) => candidates.map(({ bps, seats }) => [bps, seats.seats()])),
    [
      [[3_958, [2, 3]]],
      [
        [3_958, [2]],
        [3_958, [3]],
      ],
    ],
  );
});
