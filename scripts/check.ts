import { spawn } from "node:child_process";
import { once } from "node:events";

/** The checks of `npm run check`, cheapest first. `--fast` leaves out those that take minutes. */
const CHECKS: readonly {
  readonly name: string;
  readonly command: readonly string[];
  readonly isSlow?: boolean;
}[] = [
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

let failed = 0;
for (const { name, command, isSlow } of CHECKS) {
  if (isSlow === true && process.argv.includes("--fast")) continue;
  const startedAt = performance.now();
  const child = spawn(command[0]!, command.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const [code] = (await once(child, "close")) as [number | null];
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${code === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)\n`);
  if (code !== 0) {
    failed++;
    process.stdout.write(`${Buffer.concat(output).toString()}\n`);
  }
}
if (failed > 0) process.stdout.write(`${failed} checks failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
