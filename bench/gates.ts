import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeKind } from "@trellis/protocol";
import { BbRunner, CIRCUIT_TARGETS, CIRCUITS } from "@trellis/prover";
import { compileCircuit } from "../circuits/scripts/compileCircuit.ts";
import { report } from "./figure.ts";

// Gates of the circuits: merge and root against the bare verification of two proofs, compiled in this run; the leaf against 2^18 rows.
const JOIN_LIMIT = 1.0727;
const LEAF_BOUND = 2 ** 18 - 1;

const bb = new BbRunner();
const folder = await mkdtemp(join(tmpdir(), "trellis-gates-"));
try {
  const barePath = join(folder, "two_proofs.json");
  await writeFile(barePath, JSON.stringify(await compileCircuit(new URL("./two-proofs/", import.meta.url))));
  const bare = await bb.gates({ circuitPath: barePath, target: "noir-recursive-no-zk" });
  const gates = (kind: NodeKind): Promise<number> =>
    bb.gates({ circuitPath: join(CIRCUITS.folder, `${kind}.json`), target: CIRCUIT_TARGETS[kind] });
  const of = async (kind: NodeKind, reference: number, against: string, limit: number): Promise<boolean> =>
    report({ name: kind, measured: await gates(kind), reference, against, limit, unit: "gates" });
  const results = [
    await of("merge", bare, "two bare proof verifications", JOIN_LIMIT),
    await of("root", bare, "two bare proof verifications", JOIN_LIMIT),
    await of("leaf", LEAF_BOUND, "bound", 1),
  ];
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
