import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { JobPool } from "../src/jobs/JobPool.ts";
import { loadExperiment } from "../src/jobs/loadExperiment.ts";
import { runExperiment } from "../src/jobs/runExperiment.ts";

const page = await readFile(new URL("../../../docs/simulator.md", import.meta.url), "utf8");
const [agent, experiment] = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) =>
  code!.replace('"@trellis/simulator"', JSON.stringify(new URL("../src/index.ts", import.meta.url).href)),
);
const folder = await mkdtemp(join(tmpdir(), "trellis-simulator-"));
test.after(() => rm(folder, { recursive: true }));

test("the guide's agent runs", async () => {
  const file = join(folder, "agent.ts");
  await writeFile(file, agent!);
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  assert.equal(stdout, "100 provers, 12 tokens burned\n");
});

test("the guide's experiment runs from its file, on threads", async () => {
  const file = join(folder, "coin.ts");
  await writeFile(file, experiment!);
  const url = pathToFileURL(file).href;
  const loaded = await loadExperiment(url);
  const pool = new JobPool(2);
  const { outcomes } = await runExperiment(loaded, url, pool, { size: "usual" });
  await pool.stop();
  assert.equal(loaded.judge(outcomes).holds, "yes");
});
