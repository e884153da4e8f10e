import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Takeover } from "./Takeover.ts";

const WINDOWS = {};
const round = (height: bigint, number: number) => ({ height, round: number, windows: WINDOWS });
const unopened = { ...round(4n, 0), windows: undefined };

test("rounds that L1 shows at the takeover are the other machine's; the next ones are free", () => {
  const takeover = new Takeover(1_000n);
  takeover.onView(900n, [round(4n, 0)]);
  assert.equal(takeover.isFree(round(4n, 1), 1_000n), false, "L1's view is older than the takeover");
  takeover.onView(1_012n, [round(4n, 1), round(5n, 0)]);
  for (const seen of [round(4n, 0), round(4n, 1), round(5n, 0)]) {
    assert.equal(takeover.isFree(seen, 1_020n), false, `${seen.height}/${seen.round}`);
  }
  assert.equal(takeover.isFree(round(5n, 1), 1_020n), true);
  assert.equal(takeover.isFree(round(6n, 0), 1_020n), true);
  // What L1 shows later changes nothing.
  takeover.onView(1_030n, [round(5n, 1)]);
  assert.equal(takeover.isFree(round(5n, 1), 1_030n), true);
});

test("clocks may differ by ten seconds", () => {
  const takeover = new Takeover(1_000n);
  takeover.onView(1_009n, [round(4n, 0)]);
  assert.equal(takeover.isFree(round(5n, 0), 1_009n), false);
  takeover.onView(1_010n, [round(5n, 0)]);
  assert.equal(takeover.isFree(round(5n, 0), 1_010n), false);
  assert.equal(takeover.isFree(round(5n, 1), 1_010n), true);
});

test("a round that does not open for five minutes waits for this machine", () => {
  const takeover = new Takeover(1_000n);
  takeover.onView(1_010n, [unopened]);
  assert.equal(takeover.isFree(unopened, 1_299n), false);
  assert.equal(takeover.isFree(unopened, 1_300n), true);
  assert.equal(
    takeover.isFree(round(4n, 0), 1_300n),
    false,
    "it has opened: the other may have signed in it",
  );
});

test("a round in which the other machine acted is never free once it has opened", () => {
  const moment = fc.tuple(fc.nat(40), fc.nat(3));
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1, maxLength: 12 }), fc.nat(200), (moments, takenAt) => {
      // L1 shows one round after another; the other machine acts in each that it sees before the takeover.
      const takeover = new Takeover(BigInt(takenAt));
      const acted = new Set<string>();
      let time = 0;
      let now = round(1n, 0);
      for (const [seconds, step] of moments) {
        time += seconds;
        if (step === 1) now = round(now.height, now.round + 1);
        if (step === 2) now = round(now.height + 1n, 0);
        // A machine's view may lag by less than the clocks may differ.
        if (time <= takenAt + 9) acted.add(`${now.height}/${now.round}`);
        takeover.onView(BigInt(time), [now]);
        if (takeover.isFree(now, BigInt(time))) assert.ok(!acted.has(`${now.height}/${now.round}`));
      }
    }),
  );
});
