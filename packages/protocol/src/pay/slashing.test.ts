import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { uint } from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { contestPay, MAX_REPEATS, repeatsAfter, slashAmount, splitSlash } from "./slashing.ts";

test("P9.2: a slash is a fraction of the stake, doubled by each repeat, at most the whole stake", () => {
  assert.equal(slashAmount(1000n, 500, 0), 50n);
  assert.equal(slashAmount(1000n, 500, 3), 400n);
  assert.equal(slashAmount(1000n, 500, 5), 1000n);
  fc.assert(
    fc.property(uint(96), fc.integer({ min: 1, max: 10_000 }), fc.nat(MAX_REPEATS - 1), (stake, bps, n) => {
      const [first, second] = [slashAmount(stake, bps, n), slashAmount(stake, bps, n + 1)];
      assert.ok(first <= second && second <= stake);
      assert.equal(slashAmount(stake, bps, MAX_REPEATS), stake);
    }),
  );
});

test("P9.2: repeats are counted by round and reset after a quiet period", () => {
  assert.equal(repeatsAfter(0, false, false), 0);
  assert.equal(repeatsAfter(0, false, true), 1);
  assert.equal(repeatsAfter(3, true, true), 3);
  assert.equal(repeatsAfter(3, false, false), 0);
  assert.equal(repeatsAfter(MAX_REPEATS, false, true), MAX_REPEATS);
});

test("P9.2: a slash is split between the backup and the burn, to the wei", () => {
  assert.deepEqual(splitSlash(1001n, 3000, true), { backup: 300n, burned: 701n });
  assert.deepEqual(splitSlash(1001n, 3000, false), { backup: 0n, burned: 1001n });
});

test("P9.3: a block and the contests of its missing seats never cost more than the reward", () => {
  assert.equal(contestPay(375n, 10_000n, 4), 375n);
  assert.equal(contestPay(3_000n, 10_000n, 4), 2_500n);
  fc.assert(
    fc.property(
      uint(96),
      uint(96),
      fc.integer({ min: 1, max: 2048 }),
      fc.nat(2048),
      (share, reward, committed, n) => {
        const missing = Math.min(n, committed);
        const block = (reward * BigInt(committed - missing)) / BigInt(committed);
        assert.ok(block + BigInt(missing) * contestPay(share, reward, committed) <= reward);
      },
    ),
  );
});

test("P9.2: an invalid stake, rate or count is refused", () => {
  throwsCode("TRL-PRO-018", () => slashAmount(-1n, 1, 0));
  throwsCode("TRL-PRO-018", () => slashAmount(1n, 10_001, 0));
  throwsCode("TRL-PRO-018", () => slashAmount(1n, 1, MAX_REPEATS + 1));
  throwsCode("TRL-PRO-018", () => repeatsAfter(-1, false, false));
  throwsCode("TRL-PRO-018", () => splitSlash(-1n, 1, true));
  throwsCode("TRL-PRO-018", () => splitSlash(1n, 10_001, true));
  throwsCode("TRL-PRO-018", () => contestPay(-1n, 1n, 1));
  throwsCode("TRL-PRO-018", () => contestPay(1n, -1n, 1));
  throwsCode("TRL-PRO-018", () => contestPay(1n, 1n, 0));
});
