import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { accountOf } from "../testing/testWorld.ts";
import { ACCOUNTS, State } from "./State.ts";
import { PAGE_PLACES, StatePage, type StoredPage } from "./StatePage.ts";

const place = fc.oneof(
  fc.nat({ max: ACCOUNTS - 1 }),
  fc.nat({ max: 2 * PAGE_PLACES }),
  fc.constant(ACCOUNTS - 1),
);
const change = fc.tuple(place, fc.bigInt({ min: 0n, max: 1n << 100n }));

function changed(state: State, changes: readonly (readonly [number, bigint])[]): State {
  const next = state.fork();
  for (const [index, balance] of changes) {
    next.set(index, { ...accountOf(index + 1), nonce: index % 7, balances: [balance, 3n] });
  }
  next.setReserves([next.reserves[0] + 1n, 5n]);
  next.root();
  return next;
}

/** What a store does: takes over the changed pages. */
function copied(copy: State, from: State, to: State): State {
  const pages = [...to.changedPages(from)].map(({ page, encode }) => [page, encode()] as const);
  return copy.withPages(pages, to.size, to.reserves);
}

test("a state that was made from pages has the same root, accounts and paths, and goes on equally", () => {
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 20 }),
      fc.array(change, { maxLength: 5 }),
      fc.array(change, { maxLength: 5 }),
      (first, second, third) => {
        const [one, empty] = [changed(State.empty(), first), State.empty()];
        const two = changed(one, second);
        const copyOfOne = copied(empty, empty, one);
        const copy = copied(copyOfOne, one, two);
        assert.equal(copyOfOne.root(), one.root());
        assert.equal(copy.root(), two.root());
        assert.equal(copy.size, two.size);
        assert.deepEqual(copy.reserves, two.reserves);
        assert.deepEqual([...copy.accounts()], [...two.accounts()]);
        for (const [index] of first) assert.deepEqual(copy.path(index), two.path(index));
        assert.equal(changed(copy, third).root(), changed(two, third).root());
      },
    ),
    { numRuns: 20 },
  );
});

test("only pages that changed are listed, and a page that was never opened keeps its bytes", () => {
  const before = changed(State.empty(), [
    [0, 1n],
    [1, 1n],
    [PAGE_PLACES, 1n],
    [5 * PAGE_PLACES, 1n],
  ]);
  const copy = copied(State.empty(), State.empty(), before);
  copy.root();
  const after = changed(copy, [[PAGE_PLACES + 1, 2n]]);
  assert.deepEqual(
    [...after.changedPages(copy)].map(({ page }) => page),
    [1],
  );
  assert.deepEqual([...copy.changedPages(copy)], []);
  assert.deepEqual(
    [...copy.changedPages(State.empty())].map(({ page, encode }) => [page, encode()]),
    [...before.changedPages(State.empty())].map(({ page, encode }) => [page, encode()]),
  );
});

test("a page that an earlier state did not have leaves with the way back to it", () => {
  const before = changed(State.empty(), [[0, 1n]]);
  const after = changed(before, [[7 * PAGE_PLACES, 1n]]);
  const back = copied(copied(State.empty(), State.empty(), after), after, before);
  assert.equal(back.root(), before.root());
  assert.deepEqual([...back.accounts()], [...before.accounts()]);
});

test("TRL-LED-007, TRL-LED-003: a page of the wrong length or outside the tree is refused", () => {
  const state = changed(State.empty(), [
    [0, 1n],
    [9, 1n],
  ]);
  const bytes = [...state.changedPages(State.empty())][0]!.encode();
  for (const wrong of [bytes.subarray(1), bytes.subarray(0, -1), bytes.subarray(0, 4), new Uint8Array(8)]) {
    assert.throws(() => new StatePage(wrong), { code: "TRL-LED-007" });
  }
  const outside = () => State.empty().withPages([[ACCOUNTS / PAGE_PLACES, bytes]], 2, [0n, 0n]);
  assert.throws(outside, { code: "TRL-LED-003" });
});

test("pages that do not belong together have another root", () => {
  const state = changed(State.empty(), [[0, 1n]]);
  const later = changed(state, [[0, 2n]]);
  const [old] = [...state.changedPages(State.empty())].map(({ page, encode }) => [page, encode()] as const);
  assert.notEqual(State.empty().withPages([old!], 1, later.reserves).root(), later.root());
});

/** The state's pages as a store has them, and how often one was read. */
function stored(state: State): { pages: [page: number, stored: StoredPage][]; reads: () => number } {
  let reads = 0;
  const pages = [...state.changedPages(State.empty())].map(
    ({ page, hash, above, encode }): [number, StoredPage] => [
      page,
      {
        hash,
        above,
        read: () => {
          reads++;
          return encode();
        },
      },
    ],
  );
  return { pages, reads: () => reads };
}

test("a state of stored pages has its root before any is read, and reads those that it is asked for", () => {
  const places = [0, 1, 64, 127 * 64, 128 * 64, ACCOUNTS - 1];
  const one = changed(
    State.empty(),
    places.map((index) => [index, 5n] as const),
  );
  const { pages, reads } = stored(one);
  const copy = State.empty().withPages(pages, one.size, one.reserves);
  assert.equal(copy.root(), one.root());
  assert.equal(reads(), 0);
  assert.deepEqual(copy.account(1), one.account(1));
  assert.deepEqual(copy.path(1), one.path(1));
  assert.equal(reads(), 1, "a page that is open is not read again");
  const [next, nextCopy] = [one, copy].map((state) => changed(state, [[128 * 64 + 3, 9n]]));
  assert.equal(nextCopy!.root(), next!.root());
  assert.equal(reads(), 2);
  assert.deepEqual([...nextCopy!.accounts()], [...next!.accounts()]);
});

test("a state of stored pages has another root if a hash above them is another", () => {
  const one = changed(State.empty(), [[0, 1n]]);
  const { pages } = stored(one);
  const wrong = pages.map(([page, { hash, read }]) => [page, { hash, above: 7n, read }] as const);
  assert.notEqual(State.empty().withPages(wrong, one.size, one.reserves).root(), one.root());
});

test("pages that are open are closed when others are opened, and are read again", () => {
  const one = changed(State.empty(), [[0, 1n]]);
  const { pages, reads } = stored(one);
  const [[, page]] = pages as [[number, StoredPage]];
  const many = Array.from({ length: 1_025 }, (_, n) => [n, page] as const);
  const state = State.empty().withPages(many, many.length, [0n, 0n]);
  for (const [n] of many) assert.notEqual(state.account(n * PAGE_PLACES), undefined);
  assert.equal(reads(), 1_025);
  state.account(1_024 * PAGE_PLACES);
  assert.equal(reads(), 1_025);
  state.account(0);
  assert.equal(reads(), 1_026);
});
