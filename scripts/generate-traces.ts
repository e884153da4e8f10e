/**
 * Writes packages/l1-model/traces/*.json: random calls on the real contracts, on a local L1, with their results. The model of the
 * contracts must give the same results (packages/l1-model/README.md).
 *
 *   node scripts/generate-traces.ts           write
 *   node scripts/generate-traces.ts --check   exit 1 if a trace is missing, stale or not made here
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { traceText } from "../packages/l1-model/test/Trace.ts";
import { Chance } from "./traces/Chance.ts";
import { Player } from "./traces/Player.ts";
import { Recorder } from "./traces/Recorder.ts";
import { TraceChain } from "./traces/TraceChain.ts";
import { WORLDS } from "./traces/worlds.ts";

const FOLDER = join(import.meta.dirname, "../packages/l1-model/traces");

async function record(name: keyof typeof WORLDS): Promise<string> {
  const { deployment, steps, seed } = WORLDS[name];
  const chain = new TraceChain();
  await chain.start();
  try {
    const recorder = await Recorder.deploy(chain, deployment);
    await new Player(recorder, new Chance(`${name} ${seed}`)).play(steps);
    return traceText({ name, deployment: recorder.deployment, steps: recorder.steps });
  } finally {
    await chain.stop();
  }
}

mkdirSync(FOLDER, { recursive: true });
const isCheck = process.argv.includes("--check");
const stale: string[] = [];
for (const name of Object.keys(WORLDS) as (keyof typeof WORLDS)[]) {
  const path = join(FOLDER, `${name}.json`);
  const text = await record(name);
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
  stale.push(path);
  if (!isCheck) writeFileSync(path, text);
}
const wanted = Object.keys(WORLDS).map((name) => `${name}.json`);
stale.push(...readdirSync(FOLDER).filter((file) => !wanted.includes(file)));

if (isCheck) {
  for (const path of stale) console.error(`stale: ${path}`);
  if (stale.length > 0) {
    console.error("run: node scripts/generate-traces.ts");
    process.exitCode = 1;
  }
} else console.log(`${wanted.length} traces, ${stale.length} written`);
