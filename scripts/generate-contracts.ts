/**
 * Writes packages/l1/src/generated/<Name>.ts, `abi` and `bytecode` of every contract that TypeScript deploys or calls, and the `bytecode`
 * of every library that one of them is linked to; `libraries` says where in a contract's bytecode a library's address belongs.
 *
 *   node scripts/generate-contracts.ts           build and write
 *   node scripts/generate-contracts.ts --check   build, list what is stale, exit 1 if anything is
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Artifact {
  readonly abi: readonly { readonly type: string; readonly name?: string }[];
  readonly bytecode: {
    readonly object: string;
    /** Source → library → places in the bytecode, in bytes. */
    readonly linkReferences: Readonly<Record<string, Readonly<Record<string, readonly { start: number }[]>>>>;
  };
}

const ROOT = join(import.meta.dirname, "..");
const CONTRACTS = join(ROOT, "contracts");
const TARGET = join(ROOT, "packages/l1/src/generated");

/** Name of the contract → its source. The proof verifiers and the hash are themselves generated, from the circuits. */
const SOURCES: Readonly<Record<string, string>> = {
  Bridge: "src/libraries/bridge/Bridge.sol",
  BlockVerifier: "src/generated/BlockVerifier.sol",
  DevelopmentToken: "src/DevelopmentToken.sol",
  DevelopmentVerifier: "src/DevelopmentVerifier.sol",
  LeafVerifier: "src/generated/LeafVerifier.sol",
  MergeVerifier: "src/generated/MergeVerifier.sol",
  Pipeline: "src/libraries/rounds/Pipeline.sol",
  Poseidon2: "src/poseidon2/Poseidon2.sol",
  ProverRegistry: "src/ProverRegistry.sol",
  Rollup: "src/Rollup.sol",
  RoundViews: "src/libraries/rounds/RoundViews.sol",
  SecondAuction: "src/second/SecondAuction.sol",
  SecondBlockVerifier: "src/generated/SecondBlockVerifier.sol",
  SecondBridge: "src/second/SecondBridge.sol",
  SecondConstants: "src/second/SecondConstants.sol",
  SecondLeafVerifier: "src/generated/SecondLeafVerifier.sol",
  SecondLens: "src/second/SecondLens.sol",
  SecondMergeVerifier: "src/generated/SecondMergeVerifier.sol",
  SecondProverRegistry: "src/second/SecondProverRegistry.sol",
  SecondRewards: "src/second/SecondRewards.sol",
  SecondRollup: "src/second/SecondRollup.sol",
  SecondSlashingCourt: "src/second/SecondSlashingCourt.sol",
  SlashingCourt: "src/SlashingCourt.sol",
  TrellisToken: "src/TrellisToken.sol",
  Vault: "src/second/Vault.sol",
};

/** A separate build folder, emptied first, so that an artifact of a deleted contract is not used. */
const OUT = join(CONTRACTS, "out/bindings");

function artifact(name: string): Artifact {
  const file = join(OUT, `${name}.sol`, `${name}.json`);
  if (!existsSync(file)) throw new Error(`${SOURCES[name]} must hold a contract named ${name}: no ${file}`);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Library → the 40-character placeholder of its address in the bytecode. */
function placeholders({ object, linkReferences }: Artifact["bytecode"]): Map<string, string> {
  const byLibrary = Object.values(linkReferences).flatMap((libraries) => Object.entries(libraries));
  return new Map(
    byLibrary.map(([library, [first]]) => [
      library,
      object.slice(2).slice(2 * first!.start, 2 * first!.start + 40),
    ]),
  );
}

function moduleText(name: string): string {
  const { abi, bytecode } = artifact(name);
  if (!/^0x([0-9a-f]{2}|__\$[0-9a-f]{34}\$__)+$/.test(bytecode.object)) {
    throw new Error(`${name} has no deployable bytecode: it is abstract`);
  }
  const libraries = [...placeholders(bytecode)];
  const foreign = libraries.find(([library]) => SOURCES[library] === undefined);
  if (foreign !== undefined) throw new Error(`${name} is linked to ${foreign[0]}: list it among the sources`);
  const items = abi.map((item) => `  ${JSON.stringify(item)},\n`).join("");
  const places = libraries.map(([library, placeholder]) => `  ${library}: "${placeholder}",\n`).join("");
  // A library's own ABI refers to storage, so only the contract that is linked to it can call it.
  const isLibrary = SOURCES[name]!.startsWith("src/libraries/");
  return (
    `// Made from contracts/${SOURCES[name]} by scripts/generate-contracts.ts: do not edit.\n` +
    (isLibrary ? "" : `export const abi = [\n${items}] as const;\n\n`) +
    (places === "" ? "" : `export const libraries = {\n${places}} as const;\n\n`) +
    `export const bytecode =\n  "${bytecode.object}" as const;\n`
  );
}

rmSync(OUT, { recursive: true, force: true });
execFileSync(
  join(ROOT, "node_modules/.bin/forge"),
  ["build", "--skip", "test", "--force", "--out", OUT, "--cache-path", join(CONTRACTS, "cache/bindings")],
  { cwd: CONTRACTS, stdio: ["ignore", "ignore", "inherit"] },
);

const wanted = new Map(
  Object.keys(SOURCES)
    .filter((name) => existsSync(join(CONTRACTS, SOURCES[name]!)))
    .map((name) => [`${name}.ts`, moduleText(name)]),
);
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
