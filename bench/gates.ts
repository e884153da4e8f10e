import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeKind } from "@trellis/protocol";
import { BbRunner, CIRCUIT_TARGETS, CIRCUITS, type CircuitSet, SECOND_CIRCUITS } from "@trellis/prover";
import { compileCircuit } from "../circuits/scripts/compileCircuit.ts";
import { report } from "./figure.ts";

// Gates of both versions' circuits: merge and root against the bare verification of two proofs, compiled in this run; leaf against its
// bound. The second version's leaf fits 2^18 rows; its merge and root have 1,530,000 gates at most.
const VERSIONS: readonly {
  readonly name: string;
  readonly circuits: CircuitSet;
  readonly leafBound: number;
  readonly joinLimit: number;
}[] = [
  { name: "", circuits: CIRCUITS, leafBound: 300_000, joinLimit: 1.2 },
  { name: "second ", circuits: SECOND_CIRCUITS, leafBound: 2 ** 18 - 1, joinLimit: 1.0727 },
];

const bb = new BbRunner();
const folder = await mkdtemp(join(tmpdir(), "trellis-gates-"));
try {
  const barePath = join(folder, "two_proofs.json");
  await writeFile(barePath, JSON.stringify(await compileCircuit(new URL("./two-proofs/", import.meta.url))));
  const bare = await bb.gates({ circuitPath: barePath, target: "noir-recursive-no-zk" });
  const results: boolean[] = [];
  for (const { name, circuits, leafBound, joinLimit } of VERSIONS) {
    const gates = (kind: NodeKind): Promise<number> =>
      bb.gates({ circuitPath: join(circuits.folder, `${kind}.json`), target: CIRCUIT_TARGETS[kind] });
    const against = "two bare proof verifications";
    for (const kind of ["merge", "root"] as const) {
      const measured = await gates(kind);
      results.push(
        report({
          name: `${name}${kind}`,
          measured,
          reference: bare,
          against,
          limit: joinLimit,
          unit: "gates",
        }),
      );
    }
    const measured = await gates("leaf");
    results.push(
      report({
        name: `${name}leaf`,
        measured,
        reference: leafBound,
        against: "bound",
        limit: 1,
        unit: "gates",
      }),
    );
  }
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
