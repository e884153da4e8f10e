/**
 * Runs the tests: `node scripts/test.ts [stage] [options of node --test]`. The stages are unit, l1, e2e, contracts, circuits and proofs. Without one,
 * all of them run, as they do in continuous integration, one after the other. The closing lines are then of all of them.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { OutputTurns } from "./OutputTurns.ts";
import { ClosingLines, closingLines, type TestCounts } from "./testCounts.ts";
import { concurrencyOf, runsOf, STAGE_ORDER, type Stage, type TestRun } from "./testStages.ts";

const [first, ...others] = process.argv.slice(2);
const isStage = first !== undefined && !first.startsWith("-");
if (isStage && !STAGE_ORDER.includes(first as Stage)) {
  throw new Error(`unknown test stage "${first}": use one of ${STAGE_ORDER.join(", ")}`);
}
const stage = isStage ? (first as Stage) : undefined;
const options = first === undefined || isStage ? others : [first, ...others];
const cwd = fileURLToPath(new URL("..", import.meta.url));
const turns = new OutputTurns(console.log);

interface Ended {
  readonly code: number;
  readonly counts: TestCounts | undefined;
}

/** Starts Node's test runner and prints everything but its closing lines. */
async function run({ files, options: own }: TestRun): Promise<Ended> {
  const output = turns.begin();
  const child = spawn(process.execPath, ["--test", ...own, ...options, ...files], {
    cwd,
    stdio: ["inherit", "pipe", "inherit"],
    env: {
      ...process.env,
      // Hundreds of processes load the same modules: they compile them once.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(cwd, "node_modules", ".cache", "tests"),
      ...(process.stdout.isTTY && { FORCE_COLOR: "1" }),
    },
  });
  const closing = new ClosingLines();
  const ended = once(child, "close");
  for await (const line of createInterface({ input: child.stdout })) {
    for (const printed of closing.take(line)) output.line(printed);
  }
  const [code] = (await ended) as [number | null];
  output.end();
  return { code: code ?? 1, counts: closing.counts };
}

/** Runs a stage: as many of its runs at a time as it may have processes. */
async function runStage(of: Stage): Promise<Ended[]> {
  const waiting = await runsOf(of);
  const ended: Ended[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) ended.push(await run(next));
  };
  await Promise.all(Array.from({ length: concurrencyOf(of) }, worker));
  return ended;
}

const ended: Ended[] = [];
for (const each of stage === undefined ? STAGE_ORDER : [stage]) ended.push(...(await runStage(each)));
const counts = ended.map((each) => each.counts).filter((found) => found !== undefined);
for (const line of closingLines(counts, performance.now())) console.log(line);
process.exitCode = ended.every(({ code }) => code === 0) ? 0 : 1;
