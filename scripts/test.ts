/**
 * Runs the tests: `node scripts/test.ts [stage] [options of node --test]`. The stages are unit, contracts, circuits, proofs and e2e. Without one,
 * all of them run, as they do in continuous integration, one after the other. The closing lines are then of all of them.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ClosingLines, closingLines, type TestCounts } from "./testCounts.ts";
import { concurrencyOf, STAGES, type Stage, testFiles } from "./testStages.ts";

const [first, ...others] = process.argv.slice(2);
const isStage = first !== undefined && !first.startsWith("-");
if (isStage && first !== "unit" && !Object.hasOwn(STAGES, first)) {
  throw new Error(`unknown test stage "${first}": use unit, ${Object.keys(STAGES).join(", ")}`);
}
const stage = isStage ? (first as Stage) : undefined;
const options = first === undefined || isStage ? others : [first, ...others];
const cwd = fileURLToPath(new URL("..", import.meta.url));

async function start(of: Stage, output: "inherit" | "pipe"): Promise<ChildProcess> {
  const files = await testFiles(of);
  return spawn(
    process.execPath,
    ["--test", `--test-concurrency=${concurrencyOf(of)}`, ...options, ...files],
    {
      cwd,
      stdio: ["inherit", output, "inherit"],
      env: output === "pipe" && process.stdout.isTTY ? { ...process.env, FORCE_COLOR: "1" } : process.env,
    },
  );
}

interface Part {
  readonly code: number;
  readonly counts: TestCounts | undefined;
}

/** Runs a stage and prints everything but the closing lines. */
async function runPart(of: Stage): Promise<Part> {
  const child = await start(of, "pipe");
  const closing = new ClosingLines();
  const ended = once(child, "close");
  for await (const line of createInterface({ input: child.stdout! })) {
    for (const printed of closing.take(line)) console.log(printed);
  }
  const [code] = (await ended) as [number | null];
  return { code: code ?? 1, counts: closing.counts };
}

if (stage === undefined) {
  const parts: Part[] = [];
  for (const each of ["unit", "e2e", "contracts", "circuits", "proofs"] satisfies Stage[])
    parts.push(await runPart(each));
  const counts = parts.map((part) => part.counts).filter((found) => found !== undefined);
  for (const line of closingLines(counts)) console.log(line);
  process.exitCode = parts.every(({ code }) => code === 0) ? 0 : 1;
} else {
  const child = await start(stage, "inherit");
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
}
