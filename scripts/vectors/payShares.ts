import { bondOf, lostBond } from "../../packages/protocol/src/pay/bond.ts";
import { newSeatBps, newSeatShare, winnersShare } from "../../packages/protocol/src/pay/newSeats.ts";
import { splitReward } from "../../packages/protocol/src/pay/pay.ts";
import { levelAt, MAX_LEVEL, penalty, raisedLevel } from "../../packages/protocol/src/pay/penalty.ts";

const ETHER = 10n ** 18n;
const MAX_UINT96 = (1n << 96n) - 1n;
/** Columns of rows with the same keys. Amounts are decimal strings. */
function columns<Row extends Record<string, number | bigint>>(rows: readonly Row[]) {
  const keys = Object.keys(rows[0]!);
  return Object.fromEntries(
    keys.map((key) => [
      key,
      rows.map((row) => (typeof row[key] === "bigint" ? String(row[key]) : row[key]!)),
    ]),
  );
}

/** R2, R7, R8, R9: amounts, at the edges and in between. */
export function payShares() {
  return {
    rewards: rewards(),
    pools: pools(),
    newSeats: newSeats(),
    bonds: bonds(),
    penalties: penalties(),
    levels: levels(),
  };
}

const WEIGHTS = { leaf: 1n, merge: 3n, root: 4n };

function rewards() {
  const trees = [1, 3, 7, 11].flatMap((treeDepth) => {
    const all = { leaf: 2 ** treeDepth, merge: 2 ** treeDepth - 2, root: 1 };
    const none = { leaf: 0, merge: 0, root: 0 };
    const some = { leaf: 1, merge: Math.floor(all.merge / 2), root: 0 };
    const rest = { leaf: all.leaf - 1, merge: all.merge - some.merge, root: 1 };
    const tallies = [
      { committed: all, vacant: none },
      { committed: some, vacant: none },
      { committed: some, vacant: rest },
      { committed: none, vacant: all },
      { committed: none, vacant: none },
    ];
    return tallies.map((tally) => ({ treeDepth, tally }));
  });
  const rows = trees.flatMap(({ treeDepth, tally }) =>
    [
      [1, 1],
      [0, 1],
      [2, 3],
      [1_023, 2_048],
    ].flatMap(([provers = 0, committedSeats = 1]) =>
      (
        [
          [0n, 5_000],
          [10n * ETHER, 5_000],
          [7n, 3_333],
          [MAX_UINT96, 10_000],
        ] as const
      ).map(([blockReward, proverShareBps]) => {
        const part = { tally, provers, committedSeats };
        const { total, proposer, pool } = splitReward(blockReward, part, WEIGHTS, treeDepth, proverShareBps);
        const { committed, vacant } = tally;
        return {
          blockReward,
          treeDepth,
          committedLeaves: committed.leaf,
          committedMerges: committed.merge,
          committedRoots: committed.root,
          vacantLeaves: vacant.leaf,
          vacantMerges: vacant.merge,
          vacantRoots: vacant.root,
          provers,
          committedSeats,
          proverShareBps,
          total,
          proposer,
          pool,
        };
      }),
    ),
  );
  return { leafWeight: 1, mergeWeight: 3, rootWeight: 4, ...columns(rows) };
}

function pools() {
  const rows = [0n, 1n, 10n * ETHER, MAX_UINT96].flatMap((amount) =>
    [1, 3, 2_048].flatMap((winnerSeats) =>
      [
        [0, 0],
        [1, 1],
        [9_500, 9_500],
        [9_500 + 1_285, 1_285],
        [2_047 * 10_000, 0],
        [2_047 * 10_000, 10_000],
      ].map(([newSeatParts = 0, bps = 0]) => {
        const pool = { amount, winnerSeats, newSeatParts };
        const [winners, newSeat] = [winnersShare(pool), newSeatShare(pool, bps)];
        return { pool: amount, winnerSeats, newSeatParts, bps, winners, newSeat };
      }),
    ),
  );
  return columns(rows);
}

/** R7: works that are equal, more, less, and none, with and without seats. */
function newSeats() {
  const whole = 8_190n;
  const rows = [0, 1, 9_500, 10_000].flatMap((unclePayBps) =>
    [0n, 1n, 4_095n, whole].flatMap((winnerWeight) =>
      [1, 3, 2_048].flatMap((winnerSeats) =>
        [
          [0n, 0],
          [0n, 1],
          [1n, 1],
          [4_095n, 1_024],
          [whole, 1],
          [whole, 2_047],
        ].map(([lostWeight = 0n, seats = 0]) => {
          const lost = { weight: BigInt(lostWeight), seats: Number(seats) };
          const won = { weight: winnerWeight, seats: winnerSeats };
          const bps = newSeatBps(unclePayBps, lost, won);
          return { unclePayBps, weight: lost.weight, seats: lost.seats, winnerWeight, winnerSeats, bps };
        }),
      ),
    ),
  );
  return columns(rows);
}

function bonds() {
  const rows = [1n, 20n * ETHER, MAX_UINT96].flatMap((burnBid) =>
    [0, 10_000, 100_000].flatMap((bondBps) =>
      [
        [1, 0],
        [3, 2],
        [2_048, 2_047],
        [2_048, 2_048],
      ].map(([committedSeats = 1, provenSeats = 0]) => {
        const leastBond = 5n * ETHER + 1n;
        const bond = bondOf(burnBid, leastBond, bondBps);
        const lost = lostBond(bond, committedSeats, provenSeats === 0 ? undefined : provenSeats);
        return { burnBid, leastBond, bondBps, bond, committedSeats, provenSeats, lost };
      }),
    ),
  );
  return columns(rows);
}

function penalties() {
  const rows = [0n, 1n, ETHER / 200n, MAX_UINT96].flatMap((pay) =>
    [0, 1, 7, MAX_LEVEL].flatMap((level) =>
      (
        [
          [2, 3n * (ETHER / 2n), 100],
          [0, 0n, 10_000],
          [100, MAX_UINT96, 1],
        ] as const
      ).flatMap(([penaltyFactor, reportBounty, slashBps]) =>
        [1_000n * ETHER, 9_999n, MAX_UINT96].map((stake) => ({
          pay,
          stake,
          level,
          penaltyFactor,
          reportBounty,
          slashBps,
          taken: penalty(pay, stake, level, { penaltyFactor, reportBounty, slashBps, levelDecay: 1 }),
        })),
      ),
    ),
  );
  return columns(rows);
}

function levels() {
  const rule = { penaltyFactor: 0, reportBounty: 0n, slashBps: 0, levelDecay: 3_600 };
  const rows = [0, 1, 7, MAX_LEVEL].flatMap((level) =>
    [0n, 3_599n, 3_600n, 7_201n, 1_000_000n].map((passed) => {
      const known = { level, at: 1_000n };
      const now = 1_000n + passed;
      return {
        level,
        passed: Number(passed),
        now: levelAt(known, now, rule),
        raised: raisedLevel(known, now, rule).level,
      };
    }),
  );
  return { levelDecay: rule.levelDecay, ...columns(rows) };
}
