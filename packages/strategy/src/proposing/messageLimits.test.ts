import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { messageLimits, takesRightMessages } from "./messageLimits.ts";

test("R10: a block takes all due messages, as far as L1 asks for places", () => {
  const terms = { due: 20, asked: 16 };
  assert(!takesRightMessages(15, 16, terms));
  assert(takesRightMessages(16, 16, terms));
  assert(!takesRightMessages(2, 16, { due: 3, asked: 16 }));
  assert(takesRightMessages(0, 16, { due: 0, asked: 256 }));
});

test("R10: at most half of a block's places hold messages that are not due", () => {
  assert(takesRightMessages(8, 16, { due: 0, asked: 256 }));
  assert(!takesRightMessages(9, 16, { due: 0, asked: 256 }));
  assert(takesRightMessages(11, 16, { due: 3, asked: 256 }));
  assert(!takesRightMessages(12, 16, { due: 3, asked: 256 }));
});

test("R10: any number within the limits suits L1, whenever the round opens between the two times", () => {
  const count = fc.nat(300);
  fc.assert(
    fc.property(
      count,
      fc.nat(6),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(4),
      fc.nat(100),
      (due, more, depth, halved, pick) => {
        const places = 8 * 2 ** depth;
        const [askedEarly, askedLate] = [256, Math.max(16, 256 / 2 ** halved)];
        const early = { due, asked: askedEarly };
        const late = { due: due + more, asked: askedLate };
        const { least, most } = messageLimits(early, late, places);
        // A block without room for what L1 asks for is not built: its depth follows from that.
        if (places < Math.min(late.due, askedEarly) || more > places / 2) return;
        const consumed = Math.min(most, least + pick);
        assert(takesRightMessages(consumed, places, early));
        assert(takesRightMessages(consumed, places, late));
      },
    ),
  );
});
