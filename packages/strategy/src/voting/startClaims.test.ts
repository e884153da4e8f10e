import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../../protocol/test/arbitraries.ts";
import { type ClaimingSituation, type NamedNode, startClaims } from "./startClaims.ts";

const NODE: NamedNode = {
  node: { depth: 3, index: 5 },
  seat: 1,
  hasCast: true,
  isBound: true,
  readyAt: 0,
  isClaimed: false,
  hasProven: false,
};
const SITUATION: ClaimingSituation = {
  treeDepth: 3,
  now: 1_000,
  deadline: 600_000,
  freeMachines: 1,
  seconds: { leaf: 10, merge: 20, root: 20 },
  usualSeconds: { leaf: 10, merge: 20, root: 20 },
  claimTime: 5,
  inputMs: 0,
};
const claims = (node: Partial<NamedNode>, situation: Partial<ClaimingSituation> = {}): boolean =>
  startClaims([{ ...NODE, ...node }], { ...SITUATION, ...situation }).length === 1;

test("R8: a seat claims what binds it once it holds and has checked the inputs", () => {
  assert.ok(claims({}));
  assert.ok(!claims({ readyAt: undefined }), "A1, A17: no inputs, no claim");
  assert.ok(!claims({ hasCast: false }), "a vote that it has not cast");
  assert.ok(!claims({ isBound: false }), "A2, R9: a vacant entry, or a vote used twice");
  assert.ok(!claims({ isClaimed: true }), "claimed before");
  assert.ok(!claims({ hasProven: true }), "it has proven it before");
});

test("R8: a claim comes in the time for claims or not at all", () => {
  assert.ok(claims({}, { now: 4_999 }));
  assert.ok(!claims({}, { now: 5_000 }));
});

test("R8, R15: the proofs below a node take time to come, and its seat has that time besides; a leaf's has not", () => {
  const merge = { node: { depth: 2, index: 1 } };
  assert.ok(claims(merge, { now: 8_999, inputMs: 4_000 }));
  assert.ok(!claims(merge, { now: 9_000, inputMs: 4_000 }));
  assert.ok(!claims({}, { now: 5_000, inputMs: 4_000 }));
});

test("R8: a seat claims only what its machine can do in others' patience and before the window ends", () => {
  assert.ok(!claims({}, { freeMachines: 0 }));
  assert.ok(claims({}, { seconds: { leaf: 20, merge: 0, root: 0 } }));
  assert.ok(!claims({}, { seconds: { leaf: 20.1, merge: 0, root: 0 } }));
  assert.ok(
    claims({}, { now: 4_900, seconds: { leaf: 20, merge: 0, root: 0 } }),
    "others wait from the claim",
  );
  assert.ok(claims({}, { deadline: 16_000 }));
  assert.ok(!claims({}, { deadline: 15_999 }));
});

test("R8: more nodes than machines: the higher ones are claimed, and never more than there are machines", () => {
  const nodes = fc.array(
    fc.record({
      node: any.nodeOf(3),
      seat: fc.nat(3),
      hasCast: fc.boolean(),
      isBound: fc.boolean(),
      readyAt: fc.option(fc.nat(9_000), { nil: undefined }),
      isClaimed: fc.boolean(),
      hasProven: fc.boolean(),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(nodes, fc.nat(4), fc.nat(9_000), (list, freeMachines, now) => {
      const situation = { ...SITUATION, freeMachines, now };
      const chosen = startClaims(list, situation);
      const possible = startClaims(list, { ...situation, freeMachines: 99 });
      assert.equal(chosen.length, Math.min(freeMachines, possible.length));
      assert.equal(new Set(chosen).size, chosen.length);
      assert.deepEqual(chosen, possible.slice(0, chosen.length));
      for (const one of possible) {
        assert.ok(one.hasCast && one.isBound && !one.isClaimed && !one.hasProven);
        assert.ok(one.readyAt !== undefined && now < one.readyAt + 5_000);
      }
      assert.deepEqual(
        possible.map(({ node }) => node.depth),
        possible.map(({ node }) => node.depth).sort((a, b) => a - b),
      );
    }),
  );
});
