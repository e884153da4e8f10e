import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { OutputTurns } from "./OutputTurns.ts";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  readonly isSlow?: boolean;
}

/** The checks of `npm run check`, cheapest first. `--fast` leaves out those that take minutes. */
const CHECKS: readonly Check[] = [
  { name: "format, lint and import cycles", command: ["biome", "ci", "--error-on-warnings", "--colors=off"] },
  { name: "Markdown", command: ["markdownlint-cli2"] },
  { name: "spelling", command: ["cspell", "lint", "--no-progress", "--no-summary", "--quiet"] },
  { name: "types", command: ["tsc", "-p", "tsconfig.json"] },
  { name: "types of the explorer's page", command: ["tsc", "-p", "packages/explorer"] },
  { name: "unused code and dependencies", command: ["knip"] },
  { name: "Solidity format", command: ["forge", "fmt", "--check", "--root", "contracts"] },
  {
    name: "vectors are fresh",
    command: ["node", "scripts/vectors/generate-vectors.ts", "--check"],
  },
  { name: "the hash on L1 is fresh", command: ["node", "scripts/generate-poseidon2.ts", "--check"] },
  { name: "contract bindings are fresh", command: ["node", "scripts/generate-contracts.ts", "--check"] },
  { name: "storage layout is fresh", command: ["node", "scripts/generate-storage-layout.ts", "--check"] },
  {
    name: "tables of the specification are fresh",
    command: ["node", "scripts/generate-spec-tables.ts", "--check"],
  },
  { name: "the table of commands is fresh", command: ["node", "scripts/generate-commands.ts", "--check"] },
  {
    name: "traces of the contracts are fresh",
    command: ["node", "scripts/generate-traces.ts", "--check"],
    isSlow: true,
  },
  {
    name: "the simulator's report is fresh",
    command: ["node", "packages/simulator/scripts/generate-report.ts", "--check"],
    isSlow: true,
  },
  {
    name: "compiled circuits are fresh",
    command: ["node", "circuits/scripts/compile-circuits.ts", "--check"],
    isSlow: true,
  },
  {
    name: "keys and verifiers are fresh",
    command: ["node", "scripts/generate-keys.ts", "--check"],
    isSlow: true,
  },
];

interface Outcome {
  readonly isOk: boolean;
  readonly lines: readonly string[];
}

async function run({ name, command }: Check): Promise<Outcome> {
  const startedAt = performance.now();
  const child = spawn(command[0]!, command.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const [code] = (await once(child, "close")) as [number | null];
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const isOk = code === 0;
  const line = `${isOk ? "ok    " : "FAILED"} ${name} (${seconds} s)`;
  return { isOk, lines: isOk ? [line] : [line, Buffer.concat(output).toString()] };
}

const waiting = CHECKS.filter(({ isSlow }) => isSlow !== true || !process.argv.includes("--fast"));
const turns = new OutputTurns(console.log);
let failed = 0;

/** Takes one check after the other. Most of them use one core: as many workers run as there are cores. */
async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const output = turns.begin();
    const { isOk, lines } = await run(next);
    if (!isOk) failed++;
    for (const line of lines) output.line(line);
    output.end();
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
if (failed > 0) console.log(`${failed} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
