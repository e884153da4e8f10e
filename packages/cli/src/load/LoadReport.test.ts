import assert from "node:assert/strict";
import { test } from "node:test";
import { LoadReport } from "./LoadReport.ts";

const NONE = { p50: undefined, p90: undefined, p99: undefined };

test("a report without transactions has no times", () => {
  const { accepted, watched, untilIncluded, untilFinal } = new LoadReport().summary();
  assert.deepEqual(
    { accepted, watched, untilIncluded, untilFinal },
    {
      accepted: 0,
      watched: 0,
      untilIncluded: NONE,
      untilFinal: NONE,
    },
  );
});

test("percentiles are of the times until a transaction was included, and until it was final", () => {
  const report = new LoadReport();
  for (let i = 1; i <= 50; i++) report.accepted(`0x${i}`, 1_000);
  for (let i = 1; i <= 50; i++) {
    report.seen(`0x${i}`, "pending", 1_001);
    report.seen(`0x${i}`, "included", 1_000 + 10 * i);
    // It is counted once, by its first time.
    report.seen(`0x${i}`, "included", 9_000);
    report.seen(`0x${i}`, "final", 1_000 + 20 * i);
  }
  const { included, final, lost, untilIncluded, untilFinal } = report.summary();
  assert.deepEqual({ included, final, lost }, { included: 50, final: 50, lost: 0 });
  assert.deepEqual(untilIncluded, { p50: 250, p90: 450, p99: 500 });
  assert.deepEqual(untilFinal, { p50: 500, p90: 900, p99: 1_000 });
  assert.deepEqual(report.watched(), []);
});

test("a transaction that is final when it is first looked at was included, too", () => {
  const report = new LoadReport();
  report.accepted("0x1", 0);
  report.seen("0x1", "final", 70);
  const { included, untilIncluded, untilFinal } = report.summary();
  assert.equal(included, 1);
  assert.deepEqual([untilIncluded.p50, untilFinal.p50], [70, 70]);
});

test("all transactions are counted, and a bounded number of them is followed at a time", () => {
  const report = new LoadReport();
  for (let i = 0; i < 1_000; i++) report.accepted(`0x${i}`, i);
  report.refused();
  assert.equal(report.watched().length, 64);
  report.seen("0x0", "final", 2_000);
  report.accepted("0x1000", 2_000);
  const { accepted, refused, watched } = report.summary();
  assert.deepEqual({ accepted, refused, watched }, { accepted: 1_001, refused: 1, watched: 65 });
  assert.ok(report.watched().includes("0x1000"), "a place that is free again is taken");
});

test("a transaction is lost if the node drops it or if it is not final after ten minutes", () => {
  const report = new LoadReport();
  for (const hash of ["0x1", "0x2", "0x3"]) report.accepted(hash, 0);
  report.seen("0x1", "dropped", 5);
  report.seen("0x2", "pending", 600_001);
  report.seen("0x3", "pending", 600_000);
  assert.equal(report.summary().lost, 2);
  assert.deepEqual(report.watched(), ["0x3"]);
  report.seen("0x9", "final", 5);
  assert.equal(report.summary().final, 0, "nobody has sent this one");
});
