/**
 * Writes packages/l1-model/traces/*.json: calls on the real contracts, on a local L1, and what came of them. The model of the contracts
 * must do the same (packages/l1-model/README.md).
 *
 *   node scripts/generate-traces.ts           write
 *   node scripts/generate-traces.ts --check   exit 1 if a trace is stale
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { traceText } from "../packages/l1-model/test/traces/Trace.ts";
import { LIVES } from "./traces/lives.ts";
import { recordTrace } from "./traces/recordTrace.ts";

const FOLDER = join(import.meta.dirname, "../packages/l1-model/traces");
const isCheck = process.argv.includes("--check");
mkdirSync(FOLDER, { recursive: true });
for (const [name, life] of Object.entries(LIVES)) {
  const path = join(FOLDER, `${name}.json`);
  const { trace, differences } = await recordTrace(life);
  for (const difference of differences.slice(0, 10)) console.error(`${name}: ${difference}`);
  const text = traceText(trace);
  const isFresh = existsSync(path) && readFileSync(path, "utf8") === text;
  if (isCheck && !isFresh) console.error(`stale: ${path}; run: node scripts/generate-traces.ts`);
  if (differences.length > 0 || (isCheck && !isFresh)) process.exitCode = 1;
  if (!isCheck && !isFresh) writeFileSync(path, text);
  const refused = trace.steps.filter(({ error }) => error !== undefined);
  const errors = new Set(refused.map(({ error }) => error));
  console.log(`${name}: ${trace.steps.length} calls, ${refused.length} refused with ${errors.size} errors`);
}
