import assert from "node:assert/strict";
import { test } from "node:test";
import { JobPool } from "../../jobs/JobPool.ts";
import { runExperiment } from "../../jobs/runExperiment.ts";
import { QUESTIONS } from "./questions.ts";

for (const { experiment, url } of QUESTIONS) {
  test(`${experiment.number} ${experiment.name}: ${experiment.expectation}`, async () => {
    const pool = new JobPool(1);
    const run = await runExperiment(experiment, url, pool, { size: "tiny" });
    const { holds, figure } = experiment.judge(run.outcomes);
    // A tiny run may be too coarse for a "yes", but never says "no".
    assert.notEqual(holds, "no", JSON.stringify(figure));
    assert.ok(run.isWhole && Number.isFinite(figure.interval.value));
    for (const { figures } of run.outcomes.all) {
      for (const [name, { value, low, high }] of Object.entries(figures)) {
        assert.ok(low <= value && value <= high, `${name}: ${low} ${value} ${high}`);
      }
    }
    for (const { x, y, series } of experiment.charts) {
      assert.ok(x in experiment.settings && y in experiment.metrics);
      assert.ok(series === undefined || series in experiment.settings);
    }
  });
}
