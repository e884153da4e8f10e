import assert from "node:assert/strict";
import { test } from "node:test";
import { leftOf, moved, nodeAt, nodeName, placeOf, shownOf, WHOLE, zoomed } from "./layout.ts";

test("nodes are numbered from the root down", () => {
  assert.deepEqual([0, 1, 2, 3, 6, 4_094].map(placeOf), [
    { level: 0, index: 0 },
    { level: 1, index: 0 },
    { level: 1, index: 1 },
    { level: 2, index: 0 },
    { level: 2, index: 3 },
    { level: 11, index: 2_047 },
  ]);
  assert.deepEqual([0, 2].map(nodeName), ["root", "1:1"]);
});

test("a view stays inside the tree, and a leaf never fills it", () => {
  assert.deepEqual(zoomed(WHOLE, 0.5, 0.5, 11), WHOLE);
  const near = zoomed(WHOLE, 1, 1e9, 11);
  assert.deepEqual(near, { left: 1 - 2 / 2_048, width: 2 / 2_048 });
  assert.deepEqual(moved(near, 5), near);
  assert.equal(moved(near, -1e6).left, 0);
  assert.deepEqual(zoomed(WHOLE, 0.3, 9, 0), WHOLE);
});

test("a view shows only the nodes that it has place for", () => {
  assert.deepEqual(shownOf(0, WHOLE), { from: 0, to: 0, width: 1 });
  assert.deepEqual(shownOf(11, { left: 0.5, width: 2 / 2_048 }), { from: 1_024, to: 1_025, width: 0.5 });
});

test("the node under a point is the one that is drawn there", () => {
  for (const view of [WHOLE, { left: 0.25, width: 0.5 }]) {
    for (const [level, index] of [
      [0, 0],
      [3, 2],
      [5, 15],
    ] as const) {
      const middle = leftOf(level, index, view) + shownOf(level, view).width / 2;
      if (level === 0 && view !== WHOLE) continue;
      assert.equal(nodeAt(middle, (level + 0.5) / 6, 5, view), 2 ** level - 1 + index);
    }
  }
  assert.equal(nodeAt(1.1, 0.5, 5, WHOLE), undefined);
  assert.equal(nodeAt(0.5, 1.2, 5, WHOLE), undefined);
});
