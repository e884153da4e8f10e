/**
 * Makes what follows from the compiled circuits and an SRS: `circuits/generated/keys.json` (verification keys, their hashes and the
 * hash of the set that L1 pins) and `contracts/src/generated/BlockVerifier.sol`. A few minutes, most of them for the keys; with the
 * development SRS about one more the first time.
 *
 *   node scripts/generate-keys.ts                  with the development SRS
 *   node scripts/generate-keys.ts --check          writes nothing; exits with 1 naming each stale file
 *   node scripts/generate-keys.ts --ignition <folder> --out <folder>   for production: Aztec's ceremony, files into <folder>
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  BbRunner,
  CIRCUIT_NAMES,
  CIRCUIT_TARGETS,
  CIRCUITS_FOLDER,
  circuitHash,
  developmentSrs,
  GENERATE_KEYS,
  ignitionSrs,
  keysFile,
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
  throw new Error("--ignition needs --out <folder>: the checkout's own files are of the development SRS");
}

const root = fileURLToPath(new URL("..", import.meta.url));
const keysPath = join(values.out ?? CIRCUITS_FOLDER, "keys.json");
const verifierPath = join(values.out ?? join(root, "contracts/src/generated"), "BlockVerifier.sol");

const srs =
  values.ignition === undefined
    ? await developmentSrs({ onProgress: progress("development SRS") })
    : await ignitionSrs({ crsPath: values.ignition });
const bb = new BbRunner({ srs });

const circuits: Record<string, { circuitHash: string; vk: Uint8Array; vkHash: Uint8Array }> = {};
for (const name of CIRCUIT_NAMES) {
  const circuitPath = join(CIRCUITS_FOLDER, `${name}.json`);
  const started = performance.now();
  const hash = await circuitHash(circuitPath);
  circuits[name] = {
    circuitHash: hash,
    ...(await bb.writeVk({ circuitPath, target: CIRCUIT_TARGETS[name] })),
  };
  console.log(`${name}: key made in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
const { leaf, merge, root: rootCircuit } = circuits;
const keys = keysFile(srs, { leaf: leaf!, merge: merge!, root: rootCircuit! });
const source = verifierSource(await bb.writeSolidityVerifier({ vk: rootCircuit!.vk }), srs.g2Words);

await put(keysPath, `${JSON.stringify(keys, null, 2)}\n`);
await put(verifierPath, source);

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
