import assert from "node:assert/strict";
import { test } from "node:test";
import { GENESIS_ALPHA, score } from "@trellis/protocol";
import fc from "fast-check";
import { neededToWin } from "./neededToWin.ts";

test("the bid and the seats that a loser would have needed win, and one less does not", () => {
  const seats = fc.integer({ min: 1, max: 2_048 });
  const bid = fc.bigInt({ min: 1n, max: 10n ** 24n });
  fc.assert(
    fc.property(seats, bid, seats, bid, (ownSeats, ownBid, otherSeats, otherBid) => {
      const against = score(otherSeats, otherBid, GENESIS_ALPHA);
      const needed = neededToWin(ownSeats, ownBid, GENESIS_ALPHA, against);
      if (needed.burnBid !== null && needed.burnBid > 0n) {
        assert.ok(score(ownSeats, needed.burnBid, GENESIS_ALPHA) > against);
        assert.ok(score(ownSeats, needed.burnBid - 1n, GENESIS_ALPHA) <= against);
      }
      if (needed.seats === null) assert.ok(score(2_048, ownBid, GENESIS_ALPHA) <= against);
      else {
        assert.ok(score(needed.seats, ownBid, GENESIS_ALPHA) > against);
        assert.ok(score(needed.seats - 1, ownBid, GENESIS_ALPHA) <= against);
      }
    }),
    { numRuns: 100 },
  );
});

test("a proposal that shows no seat cannot win by its bid", () => {
  assert.equal(neededToWin(0, 10n ** 18n, GENESIS_ALPHA, 1n).burnBid, null);
});
