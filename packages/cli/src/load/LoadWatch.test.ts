import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeNode } from "../../../client/src/testing/FakeNode.ts";
import { LoadReport, type LoadSummary } from "./LoadReport.ts";
import { LoadWatch } from "./LoadWatch.ts";

const TIMEOUT = { timeout: 30_000 };
const HASH = `0x${"0".repeat(63)}1`;
const ID = `0x${"5a".repeat(32)}` as const;

test(
  "a watched transaction is asked for until it is final, and the end tells what became of all",
  TIMEOUT,
  async () => {
    const node = await FakeNode.start();
    const place = { height: 3n, index: 0 };
    node.standings = [
      { status: "pending" },
      { status: "included", ...place, proposalId: ID },
      { status: "final", ...place },
    ];
    const report = new LoadReport();
    const told: LoadSummary[] = [];
    const watch = new LoadWatch(node.url, report, (summary) => told.push(summary));
    report.accepted(HASH, performance.now());
    watch.start();
    await node.called(3);
    // The last answer is taken in before the next pause begins.
    while (report.summary().final === 0) await new Promise((resolve) => setImmediate(resolve));
    await watch.stop();
    await watch.stop();
    assert.equal(told.length, 1);
    const { accepted, included, final, untilFinal } = told[0]!;
    assert.deepEqual({ accepted, included, final }, { accepted: 1, included: 1, final: 1 });
    assert.ok(untilFinal.p50! > 0);
    assert.deepEqual(node.calls, Array(3).fill("trellis_getTransaction"));
    await node.stop();
  },
);

test("a node that does not answer is asked again", TIMEOUT, async () => {
  const node = await FakeNode.start();
  let asked = 0;
  const failure = { status: 500, body: "" };
  Object.defineProperty(node, "answer", { get: () => (asked++ === 0 ? failure : undefined) });
  node.standings = [{ status: "final", height: 3n, index: 0 }];
  const report = new LoadReport();
  const watch = new LoadWatch(node.url, report, () => {});
  report.accepted(HASH, performance.now());
  watch.start();
  await node.called(1);
  while (report.summary().final === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(asked, 2);
  await watch.stop();
  await node.stop();
});
