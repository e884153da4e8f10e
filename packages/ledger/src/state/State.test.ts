import assert from "node:assert/strict";
import { test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import { ACCOUNT_TREE_DEPTH, FIELD_MODULUS, MAX_RESERVE } from "@trellis/protocol";
import { poseidon2Hash as reference } from "@zkpassport/poseidon2";
import fc from "fast-check";
import { accountOf, testWorld, WORLD_INDICES } from "../testing/testWorld.ts";
import { type Account, accountLeaf, MAX_BALANCE, MAX_NONCE } from "./Account.ts";
import { ACCOUNTS, State } from "./State.ts";

const index = fc.oneof(
  fc.integer({ min: 0, max: ACCOUNTS - 1 }),
  fc.integer({ min: 0, max: 5 }),
  fc.constant(ACCOUNTS - 1),
);
const account: fc.Arbitrary<Account> = fc.record({
  key: fc.record({
    x: fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }),
    y: fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }),
  }),
  nonce: fc.integer({ min: 0, max: MAX_NONCE }),
  balances: fc.tuple(fc.bigInt({ min: 0n, max: MAX_BALANCE }), fc.bigInt({ min: 0n, max: MAX_BALANCE })),
});

/** The root by definition, computed with another hash implementation. */
function rootByDefinition(
  accounts: ReadonlyMap<number, Account>,
  reserves: readonly [bigint, bigint] = [0n, 0n],
): bigint {
  return reference([accountsRootByDefinition(accounts), ...reserves, 0n, 0n, 0n]);
}

/** Row by row over the non-empty places. */
function accountsRootByDefinition(accounts: ReadonlyMap<number, Account>): bigint {
  let row = new Map<number, bigint>();
  for (const [place, { key, nonce, balances }] of accounts) {
    row.set(place, reference([key.x, key.y, BigInt(nonce), ...balances]));
  }
  let empty = 0n;
  for (let level = 0; level < ACCOUNT_TREE_DEPTH; level++) {
    const above = new Map<number, bigint>();
    for (const place of row.keys()) {
      const parent = place >> 1;
      above.set(parent, reference([row.get(2 * parent) ?? empty, row.get(2 * parent + 1) ?? empty]));
    }
    empty = reference([empty, empty]);
    row = above;
  }
  return row.get(0) ?? empty;
}

function rootByPath(leaf: bigint, place: number, path: readonly bigint[]): bigint {
  return path.reduce(
    (node, sibling, level) => poseidon2Hash((place >> level) & 1 ? [sibling, node] : [node, sibling]),
    leaf,
  );
}

test("the empty state's root is the tree of zeros", () => {
  assert.equal(State.empty().root(), rootByDefinition(new Map()));
  assert.equal(
    State.empty().accountsRoot(),
    0x1c8c3ca0b3a3d75850fcd4dc7bf1e3445cd0cfff3ca510630fd90b47e8a24755n,
  );
  assert.deepEqual(State.empty().reserves, [0n, 0n]);
  assert.equal(State.empty().size, 0);
});

test("the root matches the definition after any changes in any order", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(index, account), { maxLength: 8 }), (changes) => {
      const state = State.of(changes);
      const expected = new Map(changes);
      assert.equal(state.root(), rootByDefinition(expected));
      assert.equal(state.size, expected.size);
      assert.deepEqual(
        [...state.accounts()],
        [...expected].sort(([a], [b]) => a - b),
      );
      assert.equal(State.of([...expected].reverse()).root(), state.root());
    }),
    { numRuns: 25 },
  );
});

test("a path leads from a leaf, or from an empty place, to the root", () => {
  const state = testWorld();
  for (const place of [...WORLD_INDICES, 3, 4, 500_000]) {
    const path = state.path(place);
    assert.equal(path.length, ACCOUNT_TREE_DEPTH);
    const found = state.account(place);
    assert.equal(rootByPath(found ? accountLeaf(found) : 0n, place, path), state.accountsRoot());
    assert.notEqual(rootByPath(1n, place, path), state.accountsRoot());
  }
});

test("index bit 0 chooses the side at the bottom", () => {
  const [left, right] = [accountOf(0), accountOf(1)];
  assert.equal(
    State.of([
      [0, left],
      [1, right],
    ]).path(0)[0],
    accountLeaf(right),
  );
  assert.equal(
    State.of([
      [0, left],
      [1, right],
    ]).path(1)[0],
    accountLeaf(left),
  );
});

test("changing a fork does not change its origin, and the reverse", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(index, account, fc.boolean()), { maxLength: 12 }), (changes) => {
      const origin = testWorld();
      const fork = origin.fork();
      const maps = [new Map(origin.accounts()), new Map(origin.accounts())] as const;
      for (const [place, value, inFork] of changes) {
        (inFork ? fork : origin).set(place, value);
        maps[inFork ? 1 : 0].set(place, value);
        // Hashing at different times must not mix the two either.
        if (value.nonce % 2 === 0) (inFork ? fork : origin).root();
      }
      assert.equal(origin.root(), State.of(maps[0], origin.reserves).root());
      assert.equal(fork.root(), State.of(maps[1], origin.reserves).root());
      for (const [place] of changes) {
        assert.deepEqual(origin.account(place), maps[0].get(place));
        assert.deepEqual(fork.account(place), maps[1].get(place));
      }
    }),
    { numRuns: 50 },
  );
});

test("the root depends on every field of an account", () => {
  const base = accountOf(0);
  const roots = [
    base,
    { ...base, nonce: 1 },
    { ...base, balances: [base.balances[0] + 1n, base.balances[1]] as const },
    { ...base, balances: [base.balances[0], base.balances[1] + 1n] as const },
    { ...base, key: { ...base.key, x: base.key.x + 1n } },
    { ...base, key: { ...base.key, y: base.key.y + 1n } },
  ].map((value) => State.of([[0, value]]).root());
  assert.equal(new Set(roots).size, roots.length);
  assert.notEqual(State.of([[1, base]]).root(), roots[0]);
});

test("P10.1 the pool's reserves are part of the state: of its root and of its forks", () => {
  const reserve = fc.bigInt({ min: 0n, max: MAX_RESERVE });
  fc.assert(
    fc.property(fc.tuple(reserve, reserve), fc.tuple(reserve, reserve), (reserves, others) => {
      const state = State.of([[5, accountOf(5)]], reserves);
      const root = state.root();
      assert.equal(root, rootByDefinition(new Map([[5, accountOf(5)]]), reserves));
      const fork = state.fork();
      fork.setReserves(others);
      assert.equal(fork.root(), rootByDefinition(new Map([[5, accountOf(5)]]), others));
      assert.deepEqual(state.reserves, reserves);
      assert.equal(state.root(), root);
      fork.set(6, accountOf(6));
      assert.notEqual(fork.root(), root);
    }),
    { numRuns: 10 },
  );
  const state = testWorld();
  for (const bad of [
    [-1n, 0n],
    [0n, MAX_RESERVE + 1n],
  ] as const) {
    assert.throws(() => state.setReserves(bad), { code: "TRL-LED-005" });
  }
  assert.deepEqual(state.reserves, testWorld().reserves);
});

test("indices outside the tree are refused", () => {
  const state = State.empty();
  for (const bad of [-1, ACCOUNTS, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => state.account(bad), { code: "TRL-LED-003" });
    assert.throws(() => state.path(bad), { code: "TRL-LED-003" });
    assert.throws(() => state.set(bad, accountOf(0)), { code: "TRL-LED-003" });
  }
});

test("accounts with a field out of range are refused and do not change the state", () => {
  const state = testWorld();
  const before = state.root();
  for (const bad of [
    { nonce: -1 },
    { nonce: MAX_NONCE + 1 },
    { nonce: 0.5 },
    { balances: [-1n, 0n] as const },
    { balances: [0n, MAX_BALANCE + 1n] as const },
    { key: { x: FIELD_MODULUS, y: 0n } },
    { key: { x: 0n, y: -1n } },
  ]) {
    assert.throws(() => state.set(0, accountOf(0, bad)), { code: "TRL-LED-004" });
  }
  assert.equal(state.root(), before);
  state.set(0, accountOf(0, { nonce: MAX_NONCE, balances: [MAX_BALANCE, MAX_BALANCE] }));
  assert.notEqual(state.root(), before);
});
