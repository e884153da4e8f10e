import { glob } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Folders of the test files. */
export const EVERY_TEST: readonly string[] = [
  "packages/*/{src,test}/**/*.test.ts",
  "scripts/**/*.test.ts",
  "circuits/test/**/*.test.ts",
  "test/**/*.test.ts",
];

/** Stages of `npm test` by name, each with the globs of its files; the stage `unit` has all others. */
export const STAGES = {
  /** Forge's tests. */
  contracts: ["test/contracts*.test.ts"],
  /** Calls and events of the contracts on a local L1. */
  l1: [
    "packages/l1/src/{anvil,reading,sending}/*.test.ts",
    "packages/l1/src/contracts/deployContracts.test.ts",
    "packages/l1/src/facts/recordedLife.test.ts",
  ],
  /** Tests that execute circuits or compile them. None makes a proof of them. */
  circuits: [
    "circuits/test/**/*.test.ts",
    "packages/ledger/src/execution/leafInputs.test.ts",
    "packages/prover/test/agreement.test.ts",
  ],
  /** Tests that make real proofs of the circuits, or an SRS. */
  proofs: [
    "packages/prover/src/bb/BbRunner.test.ts",
    "packages/prover/src/srs/developmentSrs.test.ts",
    "packages/prover/src/systems/UltraHonkProofSystem.test.ts",
    "packages/prover/test/realBlock.test.ts",
    "test/e2e/*-real.test.ts",
  ],
  /** Whole nodes and networks: many processes, minutes, most of which they wait for L1. */
  e2e: [
    "test/e2e/{devnet-simulated,explorer,scale,scenarios}.test.ts",
    "packages/cli/test/*.test.ts",
    "packages/cli/src/program.test.ts",
    "packages/explorer/test/*.test.ts",
    "packages/fleet/test/*.test.ts",
    "packages/gossip/src/host/processes.test.ts",
    "test/indexer-postgres.test.ts",
    "packages/node/src/TrellisNode.test.ts",
    "packages/node/src/roles/reorganisation.test.ts",
  ],
} satisfies Readonly<Record<string, readonly string[]>>;

export type Stage = keyof typeof STAGES | "unit";

/** The order of the stages in `npm test`. */
export const STAGE_ORDER: readonly Stage[] = ["unit", "l1", "e2e", "contracts", "circuits", "proofs"];

/** How many test processes of a stage run at a time. Forge's tests and real proofs fill the machine on their own. */
export function concurrencyOf(stage: Stage): number {
  if (stage === "contracts" || stage === "proofs") return 1;
  return stage === "e2e" ? 2 : availableParallelism();
}

/** One start of Node's test runner. */
export interface TestRun {
  readonly files: readonly string[];
  /** Options of `node --test`. */
  readonly options: readonly string[];
}

/** Files that take many minutes. They come first: at the end, one of them would run alone. */
const LONGEST: readonly string[] = ["test/e2e/scenarios.test.ts", "test/e2e/devnet-simulated.test.ts"];

/**
 * The runs of a stage. Unit tests share a process with those of their package: a process for each file would load the same modules again and
 * again, which took most of the time. The packages with most files come first. Files of whole networks are a run each, because the runner would
 * put them in alphabetical order. All other stages are one run, with a process for each file.
 */
export async function runsOf(stage: Stage): Promise<TestRun[]> {
  const files = await testFiles(stage);
  if (stage === "e2e") {
    const others = files.filter((file) => !LONGEST.includes(file));
    return [...LONGEST, ...others].map((file) => ({ files: [file], options: [] }));
  }
  if (stage !== "unit") return [{ files, options: [`--test-concurrency=${concurrencyOf(stage)}`] }];
  return [...Map.groupBy(files, roomOf).values()]
    .sort((one, other) => other.length - one.length)
    .map((room) => ({ files: room, options: ["--test-isolation=none"] }));
}

/** `packages/node` of `packages/node/src/config/limits.test.ts`; `test` of `test/layers.test.ts`. */
function roomOf(file: string): string {
  const [top, second] = file.split("/") as [string, string];
  return top === "packages" ? `${top}/${second}` : top;
}

/** The files that globs match, sorted, with slashes from the repository's root. */
export async function filesOf(globs: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(globs, { cwd: ROOT, exclude: (name) => name === "node_modules" })) {
    files.push(file.replaceAll(sep, "/"));
  }
  return files.sort();
}

/** The test files of a stage; all of them without one. */
export async function testFiles(stage?: Stage): Promise<string[]> {
  if (stage !== undefined && stage !== "unit") return filesOf(STAGES[stage]);
  const every = await filesOf(EVERY_TEST);
  if (stage === undefined) return every;
  const elsewhere = new Set(await filesOf(Object.values(STAGES).flat()));
  return every.filter((file) => !elsewhere.has(file));
}
