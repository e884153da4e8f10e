import assert from "node:assert/strict";
import { test } from "node:test";
import type { TreeNode } from "@trellis/protocol";
import fc from "fast-check";
import * as any from "../../../protocol/test/arbitraries.ts";
import { bestProof, isBetterProof } from "./betterProof.ts";
import { type ProofOption, type ProvingSituation, proofOptions, type ReadyNode } from "./proofOptions.ts";
import { RescueOrder } from "./RescueOrder.ts";
import { rescueOpensAt, rescueTime } from "./rescueTime.ts";
import { seatsInRound } from "./seatsInRound.ts";
import { isOvertaken, stopReason } from "./stopReason.ts";

const ID = new Uint8Array(32).fill(9);
const ACTIVE = [1, 2, 3, 4, 5, 6, 7, 8];
const NOBODY: ReadonlySet<number> = new Set();

function ready(node: TreeNode, fields: Partial<ReadyNode> = {}): ReadyNode {
  const order = new RescueOrder(ID, node, ACTIVE);
  return {
    node,
    readyAt: 0,
    named: 2,
    isClaimed: false,
    provenBy: [],
    barred: [],
    order: () => order,
    ...fields,
  };
}

function situation(fields: Partial<ProvingSituation> = {}): ProvingSituation {
  return {
    treeDepth: 3,
    seats: [1],
    silent: NOBODY,
    late: NOBODY,
    seconds: { leaf: 10, merge: 20, root: 20 },
    claimTime: 5,
    now: 0,
    ...fields,
  };
}

const brief = (options: readonly ProofOption[]): string[] =>
  options.map(({ node, seat, isNamed, isClaimed }) => {
    const how = isClaimed ? "claimed" : isNamed ? "named" : "rescue";
    return `${node.depth}/${node.index}:${seat} ${how}`;
  });
const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };
const LEAF = { depth: 3, index: 5 };
/** When seat 1 steps in at a node of this kind that is open since `opensAt`. */
const turnOf1 = (node: TreeNode, opensAt: number, seconds: number): number =>
  rescueTime(opensAt, new RescueOrder(ID, node, ACTIVE).rank(1)!, seconds);

test("R8: a claimed node of an own seat comes first and at once, even if others have proven it", () => {
  const nodes = [
    ready(ROOT, { named: undefined }),
    ready(LEFT, { named: 1, isClaimed: true, provenBy: [5] }),
  ];
  const { options } = proofOptions(nodes, situation({ now: 10 ** 6 }));
  assert.deepEqual(brief(options), ["1/0:1 claimed", "0/0:1 rescue"]);
});

test("R8: a claimed node that its own seat has proven is done", () => {
  const nodes = [ready(LEFT, { named: 1, isClaimed: true, provenBy: [1] })];
  assert.deepEqual(proofOptions(nodes, situation({ now: 10 ** 6 })), { options: [], nextAt: undefined });
});

test("R15: before others' patience is over nothing is due, and the prover knows when to look again", () => {
  const claimed = [ready(LEAF, { isClaimed: true })];
  assert.deepEqual(proofOptions(claimed, situation()), { options: [], nextAt: 20_000 });
  const unclaimed = [ready(LEAF)];
  assert.deepEqual(proofOptions(unclaimed, situation()), { options: [], nextAt: 5_000 });
  const vacant = [ready(LEAF, { named: undefined })];
  const at = turnOf1(LEAF, 0, 10);
  assert.deepEqual(proofOptions(vacant, situation({ now: at - 1 })).options, []);
  assert.deepEqual(brief(proofOptions(vacant, situation({ now: at })).options), ["3/5:1 rescue"]);
});

test("R15: nobody waits for a seat that was late, or whose proof was bad", () => {
  const at = turnOf1(LEAF, 0, 10);
  const late = situation({ now: at, late: new Set([2]) });
  assert.deepEqual(brief(proofOptions([ready(LEAF, { isClaimed: true })], late).options), ["3/5:1 rescue"]);
  const barred = [ready(LEAF, { isClaimed: true, barred: [2] })];
  assert.deepEqual(brief(proofOptions(barred, situation({ now: at })).options), ["3/5:1 rescue"]);
});

test("R15: a root without a claim goes before nodes that are due for longer", () => {
  const nodes = [ready(LEAF, { named: undefined }), ready(ROOT, { named: undefined, readyAt: 50_000 })];
  const { options } = proofOptions(nodes, situation({ now: 10 ** 6 }));
  assert.deepEqual(brief(options), ["0/0:1 rescue", "3/5:1 rescue"]);
});

test("R15: a bound seat that has not claimed waits for its turn, and then proves by its own vote", () => {
  const nodes = [ready(LEAF, { named: 1 })];
  assert.deepEqual(proofOptions(nodes, situation({ now: 4_999 })).options, []);
  const at = turnOf1(LEAF, 5_000, 10);
  assert.deepEqual(brief(proofOptions(nodes, situation({ now: at })).options), ["3/5:1 named"]);
});

test("R15: of several own seats the first in the order steps in; a barred one never", () => {
  const order = new RescueOrder(ID, LEAF, ACTIVE);
  const inOrder = ACTIVE.toSorted((a, b) => order.rank(a)! - order.rank(b)!);
  const nodes = [ready(LEAF, { named: undefined })];
  const late = { now: 10 ** 6 };
  assert.equal(proofOptions(nodes, situation({ ...late, seats: ACTIVE })).options[0]!.seat, inOrder[0]);
  const barred = [ready(LEAF, { named: undefined, barred: [inOrder[0]!] })];
  assert.equal(proofOptions(barred, situation({ ...late, seats: ACTIVE })).options[0]!.seat, inOrder[1]);
  assert.deepEqual(proofOptions(barred, situation({ ...late, seats: [inOrder[0]!] })).options, []);
  assert.deepEqual(proofOptions(nodes, situation({ ...late, seats: [99] })).options, []);
});

const anyNode: fc.Arbitrary<ReadyNode> = any.nodeOf(3).chain((node) =>
  fc
    .record({
      readyAt: fc.nat(30_000),
      named: fc.option(fc.constantFrom(...ACTIVE), { nil: undefined }),
      isClaimed: fc.boolean(),
      provenBy: fc.subarray(ACTIVE, { maxLength: 1 }),
      barred: fc.subarray(ACTIVE, { maxLength: 2 }),
    })
    .map((fields) => ready(node, fields)),
);

test("R15: whatever the situation, nobody acts before its turn, and claims of own seats are never left out", () => {
  const any = fc.record({
    nodes: fc.array(anyNode, { maxLength: 6 }),
    seats: fc.subarray(ACTIVE, { minLength: 1 }),
    silent: fc.subarray(ACTIVE, { maxLength: 3 }),
    late: fc.subarray(ACTIVE, { maxLength: 3 }),
    now: fc.nat(120_000),
  });
  fc.assert(
    fc.property(any, ({ nodes, seats, silent, late, now }) => {
      const at = situation({ seats, silent: new Set(silent), late: new Set(late), now });
      const { options, nextAt } = proofOptions(nodes, at);
      assert.ok(nextAt === undefined || nextAt > now);
      const bound = nodes.filter(
        ({ named, isClaimed, provenBy, barred }) =>
          isClaimed && seats.includes(named!) && !provenBy.includes(named!) && !barred.includes(named!),
      );
      assert.equal(options.filter(({ isClaimed }) => isClaimed).length, bound.length);
      assert.ok(options.slice(0, bound.length).every(({ isClaimed }) => isClaimed));
      for (const { node, seat, isClaimed } of options) {
        assert.ok(seats.includes(seat));
        if (isClaimed) continue;
        const possible = nodes.filter((one) => one.node === node);
        assert.ok(
          possible.some(({ readyAt, named, isClaimed, provenBy, barred, order }) => {
            const time = node.depth === 3 ? 10 : 20;
            const opensAt = rescueOpensAt(
              {
                readyAt,
                isClaimed,
                isNamed: named !== undefined && !barred.includes(named),
                isLate: late.includes(named!),
              },
              time,
              5,
            );
            const dueAt = rescueTime(opensAt, order().rank(seat, silent)!, time);
            return provenBy.length === 0 && !barred.includes(seat) && dueAt <= now;
          }),
        );
      }
    }),
    { numRuns: 500 },
  );
});

test("R15: a seat is silent if nothing of it was seen when it was its time, and late if it broke its claim", () => {
  const seconds = { leaf: 10, merge: 20, root: 20 };
  const node = (fields: Partial<ReadyNode>): ReadyNode => ready(LEAF, fields);
  const at = (now: number, ...nodes: ReadyNode[]) => {
    const { silent, late } = seatsInRound(nodes, 3, seconds, 5, now);
    return { silent: [...silent], late: [...late] };
  };
  assert.deepEqual(at(4_999, node({})), { silent: [], late: [] });
  assert.deepEqual(at(5_000, node({})), { silent: [2], late: [] });
  assert.deepEqual(at(5_000, node({}), node({ isClaimed: true })), { silent: [], late: [] });
  assert.deepEqual(at(5_000, node({}), node({ named: undefined, provenBy: [2] })), { silent: [], late: [] });
  assert.deepEqual(at(19_999, node({ isClaimed: true })), { silent: [], late: [] });
  assert.deepEqual(at(20_000, node({ isClaimed: true })), { silent: [], late: [2] });
  assert.deepEqual(at(20_000, node({ isClaimed: true, provenBy: [2] })), { silent: [], late: [] });
  assert.deepEqual(at(20_000, node({ isClaimed: true, provenBy: [7] })), { silent: [], late: [2] });
});

test("R8: a claimed node is proven until L1 has it or another block is final; a rescue until it is of no use", () => {
  const running = {
    isClaimed: false,
    isOnPath: false,
    isWorthProving: true,
    hasLost: false,
    isKept: false,
    isProven: false,
    isOvertaken: false,
  };
  assert.equal(stopReason(running), undefined);
  assert.equal(stopReason({ ...running, isProven: true }), "proven by another");
  assert.equal(stopReason({ ...running, isWorthProving: false }), "decided or beaten");
  assert.equal(stopReason({ ...running, isOvertaken: true }), "left to its own seat");
  const claimed = { ...running, isClaimed: true, isProven: true, isWorthProving: false };
  assert.equal(stopReason(claimed), undefined);
  assert.equal(stopReason({ ...claimed, isKept: true }), "L1 has it already");
  assert.equal(stopReason({ ...claimed, hasLost: true }), "its block has lost");
  const onPath = { ...running, isOnPath: true, isProven: true, isWorthProving: false, isKept: true };
  assert.equal(stopReason(onPath), undefined, "M1: it shows own nodes that the proofs so far left out");
  assert.equal(stopReason({ ...onPath, hasLost: true }), "its block has lost");
});

test("R15: a rescuer leaves a node whose seat is heard in the first half of the usual time", () => {
  assert.equal(isOvertaken(1_000, undefined, 10), false, "nobody is heard");
  assert.equal(isOvertaken(1_000, 1_001, 10), true);
  assert.equal(isOvertaken(1_000, 5_999, 10), true);
  assert.equal(isOvertaken(1_000, 6_000, 10), false, "the rescuer is done sooner");
  assert.equal(isOvertaken(1_000, 1_000, 10), false, "it stepped in although that was known");
});

test("R2: of a node's proofs the one with most committed provers is taken, then most committed weight, then the first", () => {
  const proofs = fc.array(
    fc.record({ committedProvers: fc.nat(3), committedWeight: fc.bigInt(0n, 3n) }, { noNullPrototype: true }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(proofs, (list) => {
      const best = bestProof(list);
      assert.equal(best === undefined, list.length === 0);
      if (best === undefined) return;
      assert.ok(list.every((proof) => !isBetterProof(proof, best)));
      assert.ok(list.slice(0, list.indexOf(best)).every((proof) => isBetterProof(best, proof)));
    }),
  );
});
