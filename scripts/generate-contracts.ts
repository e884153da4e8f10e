/**
 * Writes packages/l1/src/generated/<Name>.ts: `abi` and `bytecode` of every contract that TypeScript deploys or calls.
 *
 *   node scripts/generate-contracts.ts           build and write
 *   node scripts/generate-contracts.ts --check   build, list what is stale, exit 1 if anything is
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Artifact {
  readonly abi: readonly { readonly type: string; readonly name?: string }[];
  readonly bytecode: { readonly object: string };
}

const ROOT = join(import.meta.dirname, "..");
const CONTRACTS = join(ROOT, "contracts");
const TARGET = join(ROOT, "packages/l1/src/generated");

/** Name of the contract → its source. The proof verifiers and the hash are themselves generated, from the circuits. */
const SOURCES: Readonly<Record<string, string>> = {
  DevelopmentToken: "src/DevelopmentToken.sol",
  DevelopmentVerifier: "src/DevelopmentVerifier.sol",
  Poseidon2: "src/poseidon2/Poseidon2.sol",
  Auction: "src/Auction.sol",
  BlockVerifier: "src/generated/BlockVerifier.sol",
  Bridge: "src/Bridge.sol",
  RollupConstants: "src/RollupConstants.sol",
  LeafVerifier: "src/generated/LeafVerifier.sol",
  TrellisLens: "src/TrellisLens.sol",
  MergeVerifier: "src/generated/MergeVerifier.sol",
  ProverRegistry: "src/ProverRegistry.sol",
  Rewards: "src/Rewards.sol",
  Rollup: "src/Rollup.sol",
  SlashingCourt: "src/SlashingCourt.sol",
  TrellisToken: "src/TrellisToken.sol",
  Vault: "src/Vault.sol",
};

/** A separate build folder, emptied first, so that an artifact of a deleted contract is not used. */
const OUT = join(CONTRACTS, "out/bindings");

function artifact(name: string): Artifact {
  const file = join(OUT, `${name}.sol`, `${name}.json`);
  if (!existsSync(file)) throw new Error(`${SOURCES[name]} must hold a contract named ${name}: no ${file}`);
  return JSON.parse(readFileSync(file, "utf8"));
}

function moduleText(name: string): string {
  const { abi, bytecode } = artifact(name);
  if (!/^0x([0-9a-f]{2})+$/.test(bytecode.object)) {
    throw new Error(`${name} has no deployable bytecode: it is abstract, or linked to a library`);
  }
  const items = abi.map((item) => `  ${JSON.stringify(item)},\n`).join("");
  return (
    `// Made from contracts/${SOURCES[name]} by scripts/generate-contracts.ts: do not edit.\n` +
    `export const abi = [\n${items}] as const;\n\n` +
    `export const bytecode =\n  "${bytecode.object}" as const;\n`
  );
}

rmSync(OUT, { recursive: true, force: true });
execFileSync(
  join(ROOT, "node_modules/.bin/forge"),
  ["build", "--skip", "test", "--force", "--out", OUT, "--cache-path", join(CONTRACTS, "cache/bindings")],
  { cwd: CONTRACTS, stdio: ["ignore", "ignore", "inherit"] },
);

const wanted = new Map(Object.keys(SOURCES).map((name) => [`${name}.ts`, moduleText(name)]));
mkdirSync(TARGET, { recursive: true });
const present = readdirSync(TARGET);
const changed = [...wanted].filter(
  ([file, text]) => !present.includes(file) || readFileSync(join(TARGET, file), "utf8") !== text,
);
const orphans = present.filter((file) => !wanted.has(file));

if (process.argv.includes("--check")) {
  const stale = [...changed.map(([file]) => file), ...orphans];
  for (const file of stale) console.error(`stale: packages/l1/src/generated/${file}`);
  if (stale.length > 0) {
    console.error("run: node scripts/generate-contracts.ts");
    process.exitCode = 1;
  }
} else {
  for (const [file, text] of changed) writeFileSync(join(TARGET, file), text);
  for (const file of orphans) rmSync(join(TARGET, file));
  console.log(`${wanted.size} contracts, ${changed.length} written, ${orphans.length} removed`);
}
