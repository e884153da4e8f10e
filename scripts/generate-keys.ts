/**
 * Generates files from the compiled circuits and an SRS: `keys.json` beside the compiled circuits (verification keys,
 * their hashes and the hash of the set that L1 pins) and the verifier contracts in `contracts/src/generated`. Takes a few minutes, mostly
 * for the keys; with the development SRS about one more the first time.
 *
 *   node scripts/generate-keys.ts                  with the development SRS
 *   node scripts/generate-keys.ts --check          writes nothing; exits with 1 naming each stale file
 *   node scripts/generate-keys.ts --ignition <folder> --out <folder>   for production: Aztec's ceremony, files into <folder>
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { NodeKind } from "@trellis/protocol";
import {
  BbRunner,
  CIRCUIT_NAMES,
  CIRCUIT_TARGETS,
  CIRCUITS,
  circuitHash,
  developmentSrs,
  GENERATE_KEYS,
  ignitionSrs,
  keysFile,
  type MadeKey,
  verifierSource,
} from "@trellis/prover";

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    ignition: { type: "string" },
    out: { type: "string" },
  },
});
if (values.ignition !== undefined && values.out === undefined) {
  throw new Error("--ignition needs --out <folder>: the checkout's own files belong to the development SRS");
}

const root = fileURLToPath(new URL("..", import.meta.url));
const contractsFolder = values.out ?? join(root, "contracts/src/generated");

const srs =
  values.ignition === undefined
    ? await developmentSrs({ onProgress: progress("development SRS") })
    : await ignitionSrs({ crsPath: values.ignition });
const bb = new BbRunner({ srs });

await generate(CIRCUITS);

/** The keys and the verifiers of the circuits. */
async function generate({ folder, verifiers }: typeof CIRCUITS): Promise<void> {
  const made: Partial<Record<NodeKind, MadeKey>> = {};
  const files: [path: string, content: string][] = [];
  for (const name of CIRCUIT_NAMES) {
    const circuitPath = join(folder, `${name}.json`);
    const started = performance.now();
    const hash = await circuitHash(circuitPath);
    const key = await bb.writeVk({ circuitPath, target: CIRCUIT_TARGETS[name] });
    const evmVk = name === "root" ? key.vk : (await bb.writeVk({ circuitPath, target: "evm-no-zk" })).vk;
    made[name] = { circuitHash: hash, ...key, evmVk };
    const source = verifierSource(
      verifiers[name],
      await bb.writeSolidityVerifier({ vk: evmVk }),
      srs.g2Words,
    );
    files.push([join(contractsFolder, `${verifiers[name]}.sol`), source]);
    console.log(`${verifiers[name]}: keys made in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  const keys = keysFile(srs, made as Record<NodeKind, MadeKey>);
  files.push([join(values.out ?? folder, "keys.json"), `${JSON.stringify(keys, null, 2)}\n`]);
  for (const [path, content] of files) await put(path, content);
}

async function put(path: string, content: string): Promise<void> {
  const shown = relative(process.cwd(), path);
  if (!values.check) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    console.log(`wrote ${shown}`);
  } else if ((await readFile(path, "utf8").catch(() => "")) !== content) {
    console.error(`${shown} is stale: run ${GENERATE_KEYS}`);
    process.exitCode = 1;
  }
}

function progress(name: string): (fraction: number) => void {
  let shown = -1;
  return (fraction) => {
    const percent = Math.floor(fraction * 100);
    if (percent < shown + 10) return;
    shown = percent;
    console.log(`${name}: ${percent} %`);
  };
}
