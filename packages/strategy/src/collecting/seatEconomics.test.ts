import assert from "node:assert/strict";
import { test } from "node:test";
import type { CourtSettings, RollupSettings } from "@trellis/protocol";
import { claimShare, type SeatWork, seatEconomics } from "./seatEconomics.ts";

const TOKEN = 10n ** 18n;
const SETTINGS = { blockReward: 60n * TOKEN, leafWeight: 1, mergeWeight: 3, rootWeight: 4 } as RollupSettings;
const COURT: CourtSettings = {
  reportWindow: 1,
  contestWindow: 1,
  penaltyFactor: 2,
  reportBounty: TOKEN,
  levelDecay: 1_000,
  slashBps: 100,
};
/** Two leaves and a root for three seats: one node each. */
const WORK: SeatWork = {
  depth: 1,
  seats: 3,
  proverShareBps: 5_000,
  roundTime: 100,
  proofTime: { leaf: 6, merge: 10, root: 12 },
  stake: 10_000n * TOKEN,
  uptime: 0.99,
  outageTime: 50,
};

test("M7: a seat's pay is its part of the provers' pool, which nodes share by weight", () => {
  const { pool, nodePay, blockPay, nodes } = seatEconomics(SETTINGS, COURT, WORK);
  assert.equal(pool, 30n * TOKEN);
  assert.deepEqual(nodePay, { leaf: 5n * TOKEN, merge: 15n * TOKEN, root: 20n * TOKEN });
  assert.equal(blockPay, 10n * TOKEN);
  assert.equal(nodes, 1);
});

test("M7: an outage costs a penalty if it begins while a node is claimed", () => {
  const economics = seatEconomics(SETTINGS, COURT, WORK);
  // 6, 6 and 12 s of three seats; 1 % of 100 s a block, 50 s each time.
  assert.equal(economics.claimedTime, 8);
  assert.ok(Math.abs(economics.outages - 0.02) < 1e-12);
  assert.ok(Math.abs(economics.misses - 0.02 * 0.08) < 1e-12);
  // Half of the claimed time is the root's: (5 + 20) / 2.
  assert.equal(economics.penalty, 2n * ((25n * TOKEN) / 2n) + TOKEN);
  // Ten rounds in which a case still counts.
  assert.ok(Math.abs(economics.levelFactor - Math.exp(0.016)) < 1e-12);
  const lost = (0.0016 * 26 * Math.exp(0.016)) / 10;
  assert.ok(Math.abs(economics.lostByPenalties - lost) < 1e-12);
});

test("M7: a seat that is never away loses nothing; a penalty is at most its part of the stake", () => {
  const { lostByPenalties, lostByAbsence } = seatEconomics(SETTINGS, COURT, { ...WORK, uptime: 1 });
  assert.deepEqual([lostByPenalties, lostByAbsence], [0, 0]);
  assert.equal(seatEconomics(SETTINGS, COURT, { ...WORK, stake: 100n * TOKEN }).penalty, TOKEN);
});

test("M7: a claim's share of the pay falls with the token's price and rises with that of gas", () => {
  const gas = { block: 60_000n, node: 20_000n };
  const share = (gwei: bigint, tokenPrice: bigint): number =>
    claimShare(TOKEN, 2, gas, { gasPrice: gwei * 10n ** 9n, tokenPrice });
  assert.equal(share(1n, TOKEN), 80_000 / 10 ** 9);
  assert.equal(share(50n, TOKEN), (50 * 80_000) / 10 ** 9);
  assert.equal(share(1n, TOKEN / 10n), 800_000 / 10 ** 9);
});
