/**
 * Runs the tests: `node scripts/test.ts [stage] [options of node --test]`. The stages are unit, contracts, circuits and e2e; without
 * one, all tests run, as they do in continuous integration.
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { STAGES, type Stage, testFiles } from "./testStages.ts";

const [first, ...others] = process.argv.slice(2);
const isStage = first !== undefined && !first.startsWith("-");
if (isStage && first !== "unit" && !Object.hasOwn(STAGES, first)) {
  throw new Error(`unknown test stage "${first}": use unit, ${Object.keys(STAGES).join(", ")}`);
}
const stage = isStage ? (first as Stage) : undefined;
const options = first === undefined || isStage ? others : [first, ...others];

// All other stages have tests that fill the machine on their own.
const concurrency = stage === "unit" ? availableParallelism() : 1;
const child = spawn(
  process.execPath,
  ["--test", `--test-concurrency=${concurrency}`, ...options, ...(await testFiles(stage))],
  { cwd: fileURLToPath(new URL("..", import.meta.url)), stdio: "inherit" },
);
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
