import assert from "node:assert/strict";
import { test } from "node:test";
import { nodePay } from "@trellis/protocol";
import { expectedNodePay } from "./expectedPay.ts";
import { payTerms } from "./payTerms.ts";

test("P8.3 the expected pay in a block that is certain to win is the rules' pay for the node", () => {
  const settings = {
    blockReward: 10n ** 19n,
    leafWeight: 1,
    mergeWeight: 3,
    rootWeight: 5,
    uncommittedFactorBps: 2_500,
  };
  const terms = payTerms(settings, { depth: 2, proverShareBps: 6_000 });
  const provers = 6n * 10n ** 18n;
  const weights = { leaf: 1n, merge: 3n, root: 5n };
  for (const depth of [0, 1, 2]) {
    for (const isCommitted of [true, false]) {
      const node = { depth, index: 0 };
      const pay = nodePay(provers, weights, node, 2, isCommitted, 2_500);
      assert.equal(expectedNodePay(terms, node, isCommitted, 1), Number(pay));
    }
  }
});
