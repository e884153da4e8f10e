import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseConfiguration } from "../../../config/Configuration.ts";
import { Metrics } from "../../../telemetry/Metrics.ts";
import { configurationInput } from "../../../testing/configurationInput.ts";
import { TestProofs } from "../../../testing/TestProofs.ts";
import { createEngine } from "./createEngine.ts";

const configured = (prover: object) =>
  parseConfiguration({ ...configurationInput(), prover: { seatKeyFiles: ["seat.key"], ...prover } });
const reports = { metrics: new Metrics(), problem: () => {} };

test("without a word about it, a node makes its proofs itself, as many at a time as it is told", async () => {
  const local = new TestProofs();
  const { proofs, machines } = await createEngine(configured({ maxJobs: 3 }), local, reports);
  assert.deepEqual([proofs, machines()], [local, 3]);
});

test("a queue needs a file that only its owner can read; before it is started, it has no machine", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-engine-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const urlFile = join(folder, "url");
  const config = configured({ engine: { kind: "queue", urlFile } });
  const local = new TestProofs();
  await assert.rejects(createEngine(config, local, reports), {
    code: "TRL-FLT-001",
    message: /prover\.engine\.urlFile/,
  });
  await writeFile(urlFile, "postgres://u:p@127.0.0.1:1/queue", { mode: 0o600 });
  const { proofs, machines } = await createEngine(config, local, reports);
  assert.deepEqual([proofs === local, proofs.name, machines()], [false, "simulated", 0]);
});

test("a configuration names a known engine, and a file for a queue", () => {
  for (const engine of [{ kind: "cloud" }, { kind: "queue" }, { kind: "queue", url: "postgres://u:p@h/d" }]) {
    assert.throws(() => configured({ engine }), { code: "TRL-NOD-001", message: /prover\.engine/ });
  }
});

test("metrics show the fleet", async () => {
  const metrics = new Metrics();
  metrics.fleet({ agents: 2, places: { leaf: 4, merge: 2, root: 1 }, running: 3, others: 1 });
  metrics.fleetJob("refused");
  const text = await metrics.text();
  for (const line of [
    "trellis_fleet_agents 2",
    'trellis_fleet_places{kind="leaf"} 4',
    'trellis_fleet_running{whose="others"} 1',
    'trellis_fleet_jobs_total{outcome="refused"} 1',
  ]) {
    assert.ok(text.includes(line), line);
  }
});
