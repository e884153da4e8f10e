import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { throwsCode } from "../../test/throwsCode.ts";
import { ALPHA_ONE, MAX_ALPHA, MAX_ALPHA_STEP, MIN_ALPHA, nextAlpha, score } from "../auction/score.ts";
import { bondOf, lostBond } from "../pay/bond.ts";
import { splitReward } from "../pay/pay.ts";
import { levelAt, MAX_LEVEL, penalty, raisedLevel } from "../pay/penalty.ts";
import type { Tally } from "../seats/Tally.ts";
import { halvings, messageFee, messagesToConsume, placesAskedFor } from "../transactions/forced.ts";

const NONE = { leaf: 0, merge: 0, root: 0 };
const WEIGHTS = { leaf: 1n, merge: 3n, root: 4n };

test("R14: the score is exact where α is whole", () => {
  assert.equal(score(5, 7n, 3 * ALPHA_ONE), 125n * 49n);
  assert.equal(score(2048, 10n ** 20n, 2 * ALPHA_ONE), 2048n ** 2n * 10n ** 40n);
  assert.equal(score(0, 7n), 0n);
});

test("R14: the score is within a millionth of provers^α · burn²", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2048 }),
      fc.integer({ min: 64, max: 368 }),
      (provers, sixtyFourths) => {
        const exact = provers ** (sixtyFourths / 64);
        const got = Number(score(provers, 10n ** 12n, (sixtyFourths * ALPHA_ONE) / 64)) / 1e24;
        assert.ok(Math.abs(got / exact - 1) < 1e-5, `${provers}^(${sixtyFourths}/64): ${got}, ${exact}`);
      },
    ),
  );
});

test("R14: the score rises with each prover, with the bid, and never falls with α", () => {
  const alphas = fc.integer({ min: MIN_ALPHA, max: MAX_ALPHA });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2047 }),
      fc.bigInt(1n, 2n ** 95n),
      alphas,
      (provers, bid, alpha) => {
        const base = score(provers, bid, alpha);
        assert.ok(score(provers + 1, bid, alpha) > base);
        assert.ok(score(provers, bid + 1n, alpha) > base);
        if (alpha < MAX_ALPHA) assert.ok(score(provers, bid, alpha + 1) >= base);
        assert.ok(base < 1n << 256n);
      },
    ),
  );
  assert.ok(score(2048, (1n << 96n) - 1n, MAX_ALPHA) < 1n << 256n);
});

test("R14: α moves in proportion to the distance from the target, at most an eighth, within its bounds", () => {
  const rule = { targetProvers: 1024, alphaMin: 2 * ALPHA_ONE, alphaMax: 5 * ALPHA_ONE };
  assert.equal(nextAlpha(3 * ALPHA_ONE, 1024, rule), 3 * ALPHA_ONE);
  assert.equal(nextAlpha(3 * ALPHA_ONE, 512, rule), 3 * ALPHA_ONE + ALPHA_ONE / 64);
  assert.equal(nextAlpha(3 * ALPHA_ONE, 2048, rule), 3 * ALPHA_ONE - ALPHA_ONE / 32);
  assert.equal(nextAlpha(5 * ALPHA_ONE, 0, rule), 5 * ALPHA_ONE);
  assert.equal(nextAlpha(2 * ALPHA_ONE, 2048, rule), 2 * ALPHA_ONE);
  const small = { ...rule, targetProvers: 4 };
  assert.equal(nextAlpha(3 * ALPHA_ONE, 2048, small), 3 * ALPHA_ONE - MAX_ALPHA_STEP);
  // Towards zero: one prover of 1,023 too many moves α by 2 steps of 2^-16, not by 3.
  assert.equal(nextAlpha(3 * ALPHA_ONE, 1024, { ...rule, targetProvers: 1023 }), 3 * ALPHA_ONE - 2);
});

test("R14: numbers outside their ranges have no score and no α", () => {
  const rule = { targetProvers: 4, alphaMin: MIN_ALPHA, alphaMax: MAX_ALPHA };
  throwsCode("TRL-PRO-019", () => score(2049, 1n));
  throwsCode("TRL-PRO-019", () => score(1, -1n));
  throwsCode("TRL-PRO-019", () => score(1, 1n << 96n));
  throwsCode("TRL-PRO-019", () => score(1, 1n, MIN_ALPHA - 1));
  throwsCode("TRL-PRO-019", () => nextAlpha(MAX_ALPHA + 1, 1, rule));
  throwsCode("TRL-PRO-019", () => nextAlpha(MIN_ALPHA, 1, { ...rule, targetProvers: 0 }));
});

test("R2: the reward's part is the committed weight proven over the weight that binds somebody", () => {
  const all = { leaf: 2, merge: 0, root: 1 };
  const seats = { provers: 3, committedSeats: 3 };
  const split = (committed: Tally["committed"], vacant: Tally["vacant"] = NONE) =>
    splitReward(600n, { tally: { committed, vacant }, ...seats }, WEIGHTS, 1, 5_000);
  assert.deepEqual(split(all), { total: 600n, proposer: 300n, pool: 300n });
  assert.equal(split({ ...all, root: 0 }, { ...NONE, root: 1 }).total, 600n);
  assert.equal(split({ ...all, root: 0 }).total, 200n);
  assert.equal(split(NONE, all).total, 0n);
  throwsCode("TRL-PRO-018", () => split(all, all));
});

test("R2: committing seats that prove nothing cuts the reward, however little weight is bound", () => {
  const tally = { committed: { leaf: 2, merge: 0, root: 1 }, vacant: NONE };
  const of = (provers: number, committedSeats: number): bigint =>
    splitReward(600n, { tally, provers, committedSeats }, WEIGHTS, 1, 5_000).total;
  assert.equal(of(1, 3), 200n);
  assert.equal(of(0, 3), 0n);
  throwsCode("TRL-PRO-018", () => of(4, 3));
  throwsCode("TRL-PRO-018", () => of(0, 0));
});

test("R2: the reward is the smaller of both parts, rounded down, and rises with either", () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, 2n ** 96n),
      fc.nat(8),
      fc.nat(8),
      fc.integer({ min: 1, max: 2048 }),
      fc.nat(2048),
      (reward, leaves, vacant, seats, some) => {
        fc.pre(leaves + vacant <= 8);
        const tally = { committed: { ...NONE, leaf: leaves }, vacant: { ...NONE, leaf: vacant } };
        const weights = { leaf: 1n, merge: 0n, root: 0n };
        const provers = Math.min(some, seats);
        const { total, pool, proposer } = splitReward(
          reward,
          { tally, provers, committedSeats: seats },
          weights,
          3,
          6_000,
        );
        assert.equal(pool + proposer, total);
        assert.ok(total * BigInt(seats) <= reward * BigInt(provers));
        assert.ok(total * BigInt(8 - vacant) <= reward * BigInt(leaves));
        if (provers === seats && leaves + vacant === 8 && leaves > 0) assert.equal(total, reward);
      },
    ),
  );
});

const RULE = { penaltyFactor: 2, reportBounty: 15n, slashBps: 100, levelDecay: 86_400 };

test("R8: a case takes twice the pay and the bounty, doubled for each level, up to a part of the stake", () => {
  assert.equal(penalty(100n, 10n ** 9n, 0, RULE), 215n);
  assert.equal(penalty(100n, 10n ** 9n, 3, RULE), 1_720n);
  assert.equal(penalty(100n, 10_000n, 3, RULE), 100n);
  throwsCode("TRL-PRO-018", () => penalty(-1n, 1n, 0, RULE));
  throwsCode("TRL-PRO-018", () => penalty(1n, 1n, MAX_LEVEL + 1, RULE));
});

test("R8: a round with a case raises the level by one, a day lowers it by one", () => {
  const once = raisedLevel({ level: 0, at: 0n }, 1_000n, RULE);
  assert.deepEqual(once, { level: 1, at: 1_000n });
  assert.equal(levelAt(once, 1_000n + 86_399n, RULE), 1);
  assert.equal(levelAt(once, 1_000n + 86_400n, RULE), 0);
  assert.equal(levelAt({ level: 5, at: 0n }, 3n * 86_400n, RULE), 2);
  assert.equal(raisedLevel({ level: MAX_LEVEL, at: 0n }, 0n, RULE).level, MAX_LEVEL);
});

test("R9: the bond follows the bid, and what is lost is the unproven share", () => {
  assert.equal(bondOf(100n, 20n, 10_000), 100n);
  assert.equal(bondOf(10n, 20n, 10_000), 20n);
  assert.equal(lostBond(100n, 3, 2), 34n);
  assert.equal(lostBond(100n, 3, 3), 0n);
  assert.equal(lostBond(100n, 3, undefined), 100n);
  throwsCode("TRL-PRO-018", () => lostBond(1n, 3, 4));
  throwsCode("TRL-PRO-018", () => lostBond(1n, 0, undefined));
  throwsCode("TRL-PRO-018", () => bondOf(-1n, 0n, 0));
});

test("R10: places are halved for each longest round since the head became final", () => {
  assert.deepEqual(
    [900n, 1_000n, 1_099n, 1_100n, 1_450n].map((openedAt) => halvings(openedAt, 1_000n, 100n)),
    [0, 0, 0, 1, 4],
  );
  throwsCode("TRL-PRO-018", () => halvings(1n, 0n, 0n));
});

test("R10: places asked for are halved, not below the smallest block's", () => {
  assert.deepEqual([0, 1, 3, 4, 5, 1_000].map(placesAskedFor), [256, 128, 32, 16, 16, 16]);
  assert.equal(messagesToConsume(300, 0), 256);
  assert.equal(messagesToConsume(10, 9), 10);
  throwsCode("TRL-PRO-018", () => placesAskedFor(-1));
});

test("R10: a message's fee grows with the square of the queue", () => {
  assert.equal(messageFee(1_000n, 0n), 1_000n);
  assert.equal(messageFee(1_000n, 256n), 2_000n);
  assert.equal(messageFee(1_000n, 2_560n), 101_000n);
  throwsCode("TRL-PRO-018", () => messageFee(-1n, 0n));
});
