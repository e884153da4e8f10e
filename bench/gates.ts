import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BbRunner } from "@trellis/prover";
import { compileCircuit } from "../circuits/scripts/compileCircuit.ts";
import { report } from "./figure.ts";

// Gates of the circuits: merge and root against the bare verification of two proofs, compiled in this run; leaf against its bound.
const LEAF_BOUND = 300_000;

const bb = new BbRunner();
const folder = await mkdtemp(join(tmpdir(), "trellis-gates-"));
try {
  const barePath = join(folder, "two_proofs.json");
  await writeFile(barePath, JSON.stringify(await compileCircuit(new URL("./two-proofs/", import.meta.url))));
  const generated = (name: string): string =>
    fileURLToPath(new URL(`../circuits/generated/${name}.json`, import.meta.url));
  const bare = await bb.gates({ circuitPath: barePath, target: "noir-recursive-no-zk" });
  const against = "two bare proof verifications";
  const results = [
    report({
      name: "merge",
      measured: await bb.gates({ circuitPath: generated("merge"), target: "noir-recursive-no-zk" }),
      reference: bare,
      against,
      limit: 1.2,
      unit: "gates",
    }),
    report({
      name: "root",
      measured: await bb.gates({ circuitPath: generated("root"), target: "evm-no-zk" }),
      reference: bare,
      against,
      limit: 1.2,
      unit: "gates",
    }),
    report({
      name: "leaf",
      measured: await bb.gates({ circuitPath: generated("leaf"), target: "noir-recursive-no-zk" }),
      reference: LEAF_BOUND,
      against: "bound",
      limit: 1,
      unit: "gates",
    }),
  ];
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
