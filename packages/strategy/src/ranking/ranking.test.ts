import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bestProven, byProvisional, type KnownBid } from "./KnownBid.ts";
import { inRevealOrder, type RevealTimes, revealFrom, revealTurn } from "./revealTurns.ts";
import { expectedWinner, mayBeUncle, type ProvableBid, worthProving } from "./worthProving.ts";

/** The proof window opens at 1,000; the leader reveals from 1,024 on and is late after 1,054. */
const TIMES: RevealTimes = { proofStart: 1_000n, proofWindow: 600, slotTime: 12 };
const RULE = { uncles: 8, uncleMinBps: 2_500 };

/** No bid leaves a seat out. */
const NOBODY = (): boolean => false;

type Facts = Partial<Omit<ProvableBid, "provisional">>;
/** A bid that has not been revealed. */
const bid = (provisional: number, facts: Facts = {}): ProvableBid => ({
  burnBid: 100n,
  provisional: BigInt(provisional),
  reachable: BigInt(provisional),
  final: undefined,
  revealedAt: undefined,
  block: "unknown",
  hasNewOwnSeat: false,
  ...facts,
});
const shown = (provisional: number, revealedAt = 1_024n, facts: Facts = {}): ProvableBid =>
  bid(provisional, { revealedAt, block: "executed", ...facts });
const scores = (bids: readonly KnownBid[]): number[] => bids.map(({ provisional }) => Number(provisional));

test("R17: the leader reveals two slots after the window, then every twentieth of the proof window 1, 2, 4, 8 … more", () => {
  assert.deepEqual(revealTurn(0, TIMES), { from: 1_024n, until: 1_054n });
  assert.deepEqual(revealTurn(1, TIMES), { from: 1_054n, until: 1_084n });
  assert.deepEqual(revealTurn(2, { ...TIMES, proofWindow: 4, slotTime: 1 }), { from: 1_006n, until: 1_008n });
  const turns = Array.from({ length: 9 }, (_, place) => Number(revealTurn(place, TIMES).from - 1_024n) / 30);
  assert.deepEqual(turns, [0, 1, 2, 2, 3, 3, 3, 3, 4]);
});

test("A5: fifty false commitments in front of an honest one do not use up the proof window", () => {
  assert.ok(revealTurn(50, TIMES).from < TIMES.proofStart + 240n);
});

test("R17: only the leader reveals; the next one if the leader does not", () => {
  const [leader, next] = [bid(9), bid(7)];
  assert.equal(revealFrom([leader, next], leader, TIMES, NOBODY), 1_024n);
  assert.equal(revealFrom([leader, next], next, TIMES, NOBODY), 1_054n);
  const [revealed, loser] = [shown(9, 1_024n, { final: 7n }), bid(7)];
  assert.equal(
    revealFrom([revealed, loser], loser, TIMES, NOBODY),
    undefined,
    "A23: a loser keeps its order",
  );
  assert.equal(revealFrom([revealed, loser], revealed, TIMES, NOBODY), undefined, "it has revealed");
});

test("R7: a revealed leader that leaves seats out does not keep those behind it from showing their blocks", () => {
  const [cartel, own] = [shown(9, 1_024n, { final: 9n }), bid(7)];
  assert.equal(
    revealFrom([cartel, own], own, TIMES, (other) => other === cartel),
    1_054n,
  );
});

test("M2: an order is shown after half of the window, if no proof shows that its bid is beaten", () => {
  // The leader has committed seats that never prove, and the last one stands behind: it would take the bond of the one between.
  const [own, last] = [bid(7), shown(5, 1_024n, { final: 5n })];
  for (const final of [undefined, 4n]) {
    assert.equal(revealFrom([shown(9, 1_024n, { final }), own, last], own, TIMES, NOBODY), 1_300n);
  }
  assert.equal(revealFrom([shown(9, 1_024n, { final: 8n }), own, last], own, TIMES, NOBODY), undefined);
});

test("R17: a leader whose block is impossible takes no turn, and what others behind have shown does not matter", () => {
  const own = bid(7);
  assert.equal(revealFrom([shown(9, 1_024n, { block: "impossible" }), own], own, TIMES, NOBODY), 1_024n);
  assert.equal(revealFrom([own, shown(5)], own, TIMES, NOBODY), 1_024n);
});

const anyBid = fc
  .record({
    provisional: fc.nat(5),
    part: fc.option(fc.nat(100), { nil: undefined }),
    revealedAt: fc.option(fc.bigInt(1_000n, 1_300n), { nil: undefined }),
    block: fc.constantFrom("unknown" as const, "executed" as const, "impossible" as const),
    burnBid: fc.bigInt(1n, 100n),
    hasNewOwnSeat: fc.boolean(),
  })
  .map(({ part, provisional, ...rest }): ProvableBid => {
    const final = part === undefined ? undefined : BigInt(Math.floor((provisional * part) / 100));
    return { ...rest, provisional: BigInt(provisional), reachable: BigInt(provisional), final };
  });
const anyBids = fc.array(anyBid, { maxLength: 7 });

test("R17: in the first half of the window all who may reveal at a time are in one turn, and nobody of an earlier turn has revealed", () => {
  fc.assert(
    fc.property(anyBids, fc.bigInt(1_000n, 1_299n), (bids, now) => {
      const inOrder = inRevealOrder(bids);
      assert.deepEqual(
        inOrder,
        byProvisional(bids).filter(({ block }) => block !== "impossible"),
      );
      const starts = bids
        .map((own) => revealFrom(bids, own, TIMES, NOBODY))
        .filter((from) => from !== undefined && from <= now && now < from + 30n);
      assert.ok(new Set(starts).size <= 1);
      const shownBefore = inOrder.findIndex(({ revealedAt }) => revealedAt !== undefined);
      for (const from of starts) assert.ok(shownBefore < 0 || revealTurn(shownBefore, TIMES).from >= from!);
    }),
  );
});

test("P6.2: provers work on what was revealed, the highest provisional score first, up to the limit", () => {
  const bids = [shown(5, 1_084n), shown(9), shown(7, 1_054n)];
  assert.deepEqual(scores(worthProving(bids, TIMES, RULE, 9)), [9, 7, 5]);
  assert.deepEqual(scores(worthProving(bids, TIMES, RULE, 1)), [9]);
  assert.deepEqual(worthProving(bids, TIMES, RULE, 0), []);
  assert.deepEqual(worthProving([bid(9), shown(9, 1_024n, { block: "unknown" })], TIMES, RULE, 9), []);
});

test("R17: a leader that reveals late comes after the one that stepped in for it", () => {
  assert.deepEqual(scores(worthProving([shown(9, 1_054n), shown(7, 1_060n)], TIMES, RULE, 9)), [9, 7]);
  assert.deepEqual(scores(worthProving([shown(9, 1_055n), shown(7, 1_060n)], TIMES, RULE, 9)), [7, 9]);
});

test("R2: a bid that has committed seats which never voted comes after what can reach more", () => {
  const boastful = shown(9, 1_024n, { reachable: 4n });
  const honest = shown(7, 1_054n);
  assert.deepEqual(scores(worthProving([boastful, honest], TIMES, RULE, 9)), [7, 9]);
  assert.equal(expectedWinner([boastful, honest], TIMES), honest);
  assert.deepEqual(worthProving([shown(7, 1_054n, { final: 5n }), boastful], TIMES, RULE, 9), []);
});

test("R7: a block behind a proven one is proven if it can still win, or pays an own seat as a new one", () => {
  const winner = shown(9, 1_024n, { final: 6n });
  assert.deepEqual(scores(worthProving([winner, shown(7, 1_054n)], TIMES, RULE, 9)), [7]);
  assert.deepEqual(worthProving([winner, shown(6, 1_054n)], TIMES, RULE, 9), []);
  const paying = shown(6, 1_054n, { hasNewOwnSeat: true });
  assert.deepEqual(scores(worthProving([winner, paying], TIMES, RULE, 9)), [6]);
  assert.deepEqual(worthProving([winner, paying], TIMES, { ...RULE, uncles: 0 }, 9), []);
  assert.deepEqual(worthProving([winner, { ...paying, burnBid: 24n }], TIMES, RULE, 9), []);
});

test("R7: a losing block may be named from a part of the winner's bid on", () => {
  assert.ok(mayBeUncle(25n, 100n, RULE));
  assert.ok(!mayBeUncle(24n, 100n, RULE));
  assert.ok(!mayBeUncle(100n, 100n, { ...RULE, uncles: 0 }));
});

test("P6.2: nothing is worth proving that is proven, hidden, impossible, or cannot win and pays nobody", () => {
  fc.assert(
    fc.property(anyBids, fc.nat(4), (bids, limit) => {
      const worth = worthProving(bids, TIMES, RULE, limit);
      const best = bestProven(bids);
      assert.ok(worth.length <= limit);
      for (const one of worth) {
        assert.ok(one.block === "executed" && one.revealedAt !== undefined && one.final === undefined);
        assert.ok(best === undefined || one.reachable > best.final! || one.hasNewOwnSeat);
      }
    }),
  );
});

test("P3.4: the next height builds on the best block that is proven or was revealed in its turn", () => {
  const at = (...bids: ProvableBid[]): number | undefined => {
    const expected = expectedWinner(bids, TIMES);
    return expected && Number(expected.provisional);
  };
  assert.equal(at(), undefined);
  assert.equal(at(bid(9)), undefined);
  assert.equal(at(shown(9), shown(7, 1_054n)), 9);
  assert.equal(at(shown(9, 1_060n), shown(7, 1_060n)), 7);
  assert.equal(at(shown(9, 1_060n)), 9);
  assert.equal(at(shown(9, 1_060n, { final: 8n }), shown(7, 1_060n)), 9);
  // A proof that shows few committed seats puts a bid behind.
  assert.equal(at(shown(9, 1_024n, { final: 2n }), shown(7, 1_054n)), 7);
  // The own block is executed before it is revealed.
  assert.equal(at(bid(9, { block: "executed" })), 9);
});

test("P7.2: of equal final scores the earlier proof wins", () => {
  const [first, second] = [bid(5, { final: 3n }), bid(6, { final: 3n })];
  assert.equal(bestProven([first, second]), first);
  assert.equal(bestProven([bid(9)]), undefined);
});
