/**
 * Runs the tests: `node scripts/test.ts [stage] [options of node --test]`. The stages are unit, contracts, circuits and e2e. Without one, all
 * tests run, as they do in continuous integration: those of the stage unit side by side, then all others one file after the other. The
 * closing lines are of all of them.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ClosingLines, closingLines, type TestCounts } from "./testCounts.ts";
import { STAGES, type Stage, testFiles } from "./testStages.ts";

const [first, ...others] = process.argv.slice(2);
const isStage = first !== undefined && !first.startsWith("-");
if (isStage && first !== "unit" && !Object.hasOwn(STAGES, first)) {
  throw new Error(`unknown test stage "${first}": use unit, ${Object.keys(STAGES).join(", ")}`);
}
const stage = isStage ? (first as Stage) : undefined;
const options = first === undefined || isStage ? others : [first, ...others];
const cwd = fileURLToPath(new URL("..", import.meta.url));

/** @param concurrency - files at a time. Only the stage unit has none that fills the machine on its own. */
function start(files: readonly string[], concurrency: number, output: "inherit" | "pipe") {
  return spawn(process.execPath, ["--test", `--test-concurrency=${concurrency}`, ...options, ...files], {
    cwd,
    stdio: ["inherit", output, "inherit"],
    env: output === "pipe" && process.stdout.isTTY ? { ...process.env, FORCE_COLOR: "1" } : process.env,
  });
}

interface Part {
  readonly code: number;
  readonly counts: TestCounts | undefined;
}

/** Runs files and prints everything but the closing lines. */
async function runPart(files: readonly string[], concurrency: number): Promise<Part> {
  const child = start(files, concurrency, "pipe");
  const closing = new ClosingLines();
  const ended = once(child, "close");
  for await (const line of createInterface({ input: child.stdout! })) {
    for (const printed of closing.take(line)) console.log(printed);
  }
  const [code] = (await ended) as [number | null];
  return { code: code ?? 1, counts: closing.counts };
}

if (stage === undefined) {
  const unit = await testFiles("unit");
  const rest = (await testFiles()).filter((file) => !unit.includes(file));
  const parts = [await runPart(unit, availableParallelism()), await runPart(rest, 1)];
  const counts = parts.map((part) => part.counts).filter((found) => found !== undefined);
  for (const line of closingLines(counts)) console.log(line);
  process.exitCode = parts.every(({ code }) => code === 0) ? 0 : 1;
} else {
  const child = start(await testFiles(stage), stage === "unit" ? availableParallelism() : 1, "inherit");
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
}
