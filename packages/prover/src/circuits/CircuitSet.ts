import { fileURLToPath } from "node:url";
import type { NodeKind } from "@trellis/protocol";

/** P6.3: the circuits of a version of the rules. */
export type CircuitSet = {
  /** Folder of the compiled circuits and their keys in this checkout. */
  readonly folder: string;
  /** Name of each circuit's verifier on L1: the rollup calls the root's, the court the others (P9.3). */
  readonly verifiers: Readonly<Record<NodeKind, string>>;
};

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The circuits in use. */
export const CIRCUITS: CircuitSet = {
  folder: folder("../../../../circuits/generated"),
  verifiers: { leaf: "LeafVerifier", merge: "MergeVerifier", root: "BlockVerifier" },
};

/** The circuits of the second version (docs/adr/0026). */
export const SECOND_CIRCUITS: CircuitSet = {
  folder: folder("../../../../circuits/generated/second"),
  verifiers: { leaf: "SecondLeafVerifier", merge: "SecondMergeVerifier", root: "SecondBlockVerifier" },
};
