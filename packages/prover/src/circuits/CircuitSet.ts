import { fileURLToPath } from "node:url";
import type { NodeKind } from "@trellis/protocol";

/** P6.3: compiled circuits of the rules. */
export type CircuitSet = {
  /** Folder of the compiled circuits and their keys in this checkout. */
  readonly folder: string;
  /** Name of each circuit's verifier on L1: the rollup calls the root's, the court the others (P9.3). */
  readonly verifiers: Readonly<Record<NodeKind, string>>;
};

/** The circuits in use (docs/adr/0026). */
export const CIRCUITS: CircuitSet = {
  folder: fileURLToPath(new URL("../../../../circuits/generated", import.meta.url)),
  verifiers: { leaf: "LeafVerifier", merge: "MergeVerifier", root: "BlockVerifier" },
};
