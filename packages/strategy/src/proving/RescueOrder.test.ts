import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt } from "@trellis/protocol";
import fc from "fast-check";
import * as any from "../../../protocol/test/arbitraries.ts";
import { RescueOrder } from "./RescueOrder.ts";
import { claimSeconds, rescueOpensAt, rescueTime, rescueTurn } from "./rescueTime.ts";

const someSeats = fc.uniqueArray(any.seat, { maxLength: 60 });

test("R15: all active seats have one order, the same for everybody", () => {
  fc.assert(
    fc.property(any.bytes(32), any.nodeOf(11), someSeats, (proposalId, node, seats) => {
      const order = new RescueOrder(proposalId, node, seats);
      const ranks = seats.map((seat) => order.rank(seat)!);
      assert.deepEqual(
        ranks.toSorted((a, b) => a - b),
        seats.map((_, i) => i),
      );
      const again = new RescueOrder(proposalId, node, seats.toReversed());
      assert.deepEqual(
        seats.map((seat) => again.rank(seat)),
        ranks,
      );
    }),
  );
});

test("R15: a seat that is not active has no rank", () => {
  const order = new RescueOrder(new Uint8Array(32), { depth: 0, index: 0 }, [3]);
  assert.equal(order.rank(3), 0);
  for (const seat of [4, 2048, -1]) assert.equal(order.rank(seat), undefined);
});

test("R15: who is left out moves those behind it up, and nobody else", () => {
  fc.assert(
    fc.property(
      any.bytes(32),
      any.nodeOf(11),
      someSeats,
      fc.infiniteStream(fc.boolean()),
      (id, node, seats, picks) => {
        const silent = seats.filter(() => picks.next().value as boolean);
        const order = new RescueOrder(id, node, seats);
        const heard = seats
          .filter((seat) => !silent.includes(seat))
          .sort((a, b) => order.rank(a)! - order.rank(b)!);
        assert.deepEqual(
          heard.map((seat) => order.rank(seat, silent)),
          heard.map((_, i) => i),
        );
      },
    ),
  );
});

test("R15: the first of some seats has the least rank of them, and the same rank as when all are put in order", () => {
  fc.assert(
    fc.property(
      any.bytes(32),
      any.nodeOf(11),
      someSeats,
      someSeats,
      someSeats,
      (id, node, seats, own, quiet) => {
        const silent = new Set(quiet);
        const order = new RescueOrder(id, node, seats);
        const able = own
          .filter((seat) => seats.includes(seat))
          .sort((a, b) => order.rank(a)! - order.rank(b)!);
        const [seat] = able;
        const expected = seat === undefined ? undefined : { seat, rank: order.rank(seat, silent) };
        assert.deepEqual(
          order.first(
            own.filter((seat) => seats.includes(seat)),
            silent,
          ),
          expected,
        );
        for (const [i, one] of able.entries()) {
          for (const [j, other] of able.entries()) assert.equal(order.isBefore(one, other), i < j);
        }
      },
    ),
  );
});

test("R15: every seat comes first at about as many nodes as any other", () => {
  const seats = Array.from({ length: 64 }, (_, i) => i * 32);
  const first = new Map<number, number>();
  for (let number = 0; number < 4_095; number++) {
    const order = new RescueOrder(new Uint8Array(32).fill(7), nodeAt(number), seats);
    const winner = seats.find((seat) => order.rank(seat) === 0)!;
    first.set(winner, (first.get(winner) ?? 0) + 1);
  }
  // 64 in the mean; 4 standard deviations are 32.
  for (const seat of seats) {
    const times = first.get(seat) ?? 0;
    assert.ok(times > 30 && times < 98, `seat ${seat} is first at ${times} nodes`);
  }
});

test("R15: turns are 0, 1, 2, 3, 3, 4, 4, 4, 4, and then twice as many each", () => {
  assert.deepEqual(
    Array.from({ length: 9 }, (_, rank) => rescueTurn(rank)),
    [0, 1, 2, 3, 3, 4, 4, 4, 4],
  );
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 12 }), (turn) => {
      const ranks = Array.from({ length: 4_096 }, (_, rank) => rank).filter(
        (rank) => rescueTurn(rank) === turn,
      );
      assert.ok(ranks.length === 2 ** (turn - 2) || turn === 12);
    }),
  );
  // The last of 2,048 seats waits 18 proofs' times, so that one that is alone makes a block at last.
  assert.equal(rescueTime(0, 2_047, 1), 18_000 - 1_500 * (12 - rescueTurn(2_047)));
});

test("R15: a claimed node has twice the time of a proof; others wait for a claim, or not at all", () => {
  const node = { readyAt: 1_000, isNamed: true, isClaimed: false, isLate: false };
  assert.equal(rescueOpensAt(node, 25, 5), 6_000);
  assert.equal(rescueOpensAt({ ...node, isClaimed: true }, 25, 5), 51_000);
  assert.equal(rescueOpensAt({ ...node, isNamed: false }, 25, 5), 1_000);
  assert.equal(rescueOpensAt({ ...node, isLate: true }, 25, 5), 1_000);
  assert.equal(rescueOpensAt({ ...node, isClaimed: true, isLate: true }, 25, 5), 1_000);
});

test("R15: turns are one and a half times a proof's time apart", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((rank) => rescueTime(10_000, rank, 20)),
    [10_000, 40_000, 70_000, 100_000, 100_000, 130_000],
  );
});

test("R8: short windows have little time for a claim, and no window more than five seconds", () => {
  assert.equal(claimSeconds(600), 5);
  assert.equal(claimSeconds(120), 5);
  assert.equal(claimSeconds(12), 0.5);
});
