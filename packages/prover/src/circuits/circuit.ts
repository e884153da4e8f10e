import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type NodeKind, TrellisError, toHex } from "@trellis/protocol";
import type { ProofTarget } from "../bb/BbRunner.ts";

/** P6.3: the circuits, one for each kind of node. */
export const CIRCUIT_NAMES = ["leaf", "merge", "root"] as const satisfies readonly NodeKind[];

/** The verifier of each circuit's proofs. */
export const CIRCUIT_TARGETS: Readonly<Record<NodeKind, ProofTarget>> = {
  leaf: "noir-recursive-no-zk",
  merge: "noir-recursive-no-zk",
  root: "evm-no-zk",
};

/**
 * SHA-256 of a compiled circuit's bytecode, which identifies the circuit of a key.
 *
 * @throws TRL-PRV-132 if the file is missing or is not a compiled circuit.
 */
export async function circuitHash(circuitPath: string): Promise<string> {
  let bytecode: unknown;
  try {
    ({ bytecode } = JSON.parse(await readFile(circuitPath, "utf8")) as { bytecode?: unknown });
  } catch (cause) {
    throw missing(circuitPath, cause);
  }
  if (typeof bytecode !== "string") throw missing(circuitPath);
  return toHex(createHash("sha256").update(bytecode).digest());
}

function missing(circuitPath: string, cause?: unknown): TrellisError {
  return new TrellisError(
    "TRL-PRV-132",
    "a compiled circuit is missing or cannot be read: run node circuits/scripts/compile-circuits.ts",
    { circuitPath },
    cause,
  );
}
