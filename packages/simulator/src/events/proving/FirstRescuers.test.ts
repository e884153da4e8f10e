import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt } from "@trellis/protocol";
import { RescueOrder } from "@trellis/strategy";
import fc from "fast-check";
import { FirstRescuers } from "./FirstRescuers.ts";

const anyId = fc.uint8Array({ minLength: 32, maxLength: 32 });
const anyNumber = fc.nat(4_094);

test("R15: the first rescuers are those of the strategy's order, for every seat of any set", () => {
  const someSeats = fc.uniqueArray(fc.nat(2_047), { maxLength: 200 });
  fc.assert(
    fc.property(anyId, anyNumber, someSeats, (id, number, seats) => {
      const order = new RescueOrder(id, nodeAt(number), seats);
      const first = new FirstRescuers(id, number, seats);
      const inOrder = seats.toSorted((a, b) => order.rank(a)! - order.rank(b)!);
      for (const [rank, seat] of inOrder.entries()) assert.equal(first.at(rank), seat);
      assert.equal(first.at(seats.length), undefined);
    }),
  );
});

test("R15: so they are with all 2,048 seats", () => {
  const seats = Array.from({ length: 2_048 }, (_, seat) => seat);
  fc.assert(
    fc.property(anyId, anyNumber, fc.nat(2_047), (id, number, rank) => {
      const order = new RescueOrder(id, nodeAt(number), seats);
      const first = new FirstRescuers(id, number, seats);
      for (let early = 0; early < 64; early++) assert.equal(order.rank(first.at(early)!), early);
      assert.equal(order.rank(first.at(rank)!), rank);
    }),
    { numRuns: 50 },
  );
});
