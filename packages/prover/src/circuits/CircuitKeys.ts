import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { poseidon2Hash } from "@trellis/field";
import { FIELD_MODULUS, fromHex, type NodeKind, TrellisError, toBigInt, toHex } from "@trellis/protocol";
import type { G2Words, Srs } from "../srs/Srs.ts";
import { CIRCUITS } from "./CircuitSet.ts";
import { CIRCUIT_NAMES, circuitHash } from "./circuit.ts";

/** Number of field elements in a recursive circuit's verification key. */
export const VERIFICATION_KEY_FIELDS = 115;

/** A circuit's verification key. */
export type CircuitKey = {
  readonly circuitPath: string;
  /** As bb writes it. */
  readonly vk: Uint8Array;
  readonly vkHash: bigint;
  /** P9.3: the key of the same circuit's proofs for the contracts, as bb writes it. A root has only this key. */
  readonly evmVk: Uint8Array;
};

/** The keys of all circuits on one SRS. */
export type CircuitKeys = Readonly<Record<NodeKind, CircuitKey>> & {
  /** P6.4: `Poseidon2([leafVkHash, mergeVkHash])`, pinned on L1. */
  readonly vkSetHash: bigint;
};

/** `keys.json`, written by scripts/generate-keys.ts. */
export type KeysFile = {
  readonly srs: { readonly kind: Srs["kind"]; readonly g2: readonly string[] };
  readonly vkSetHash: string;
  readonly circuits: Readonly<Record<NodeKind, KeyEntry>>;
};

/** A circuit's entry. The root's only key is for the contracts. */
type KeyEntry = {
  readonly circuitHash: string;
  readonly vkHash: string;
  readonly vk: string;
  readonly evmVk?: string;
};

/** What to do about missing or stale keys. */
export const GENERATE_KEYS = "node scripts/generate-keys.ts";

/** `vkSetHash` of two inner keys. */
export function vkSetHash(leafVkHash: bigint, mergeVkHash: bigint): bigint {
  return poseidon2Hash([leafVkHash, mergeVkHash]);
}

/**
 * Loads the generated verification keys and checks that they belong to these circuits and this SRS.
 *
 * @param options - `folder` holds `keys.json` and the compiled circuits; those in use by default
 * @throws TRL-PRV-130 if there are none, TRL-PRV-131 if they belong to other circuits, TRL-PRV-133 if they belong to another SRS.
 */
export async function loadCircuitKeys(options: {
  readonly g2Words: G2Words;
  readonly folder?: string | undefined;
  /** Defaults to `keys.json` in the folder. */
  readonly keysPath?: string | undefined;
}): Promise<CircuitKeys> {
  const folder = options.folder ?? CIRCUITS.folder;
  const path = options.keysPath ?? join(folder, "keys.json");
  let file: KeysFile;
  try {
    file = JSON.parse(await readFile(path, "utf8")) as KeysFile;
  } catch (cause) {
    throw new TrellisError(
      "TRL-PRV-130",
      `verification keys are missing: run ${GENERATE_KEYS}`,
      { path },
      cause,
    );
  }
  const stale = (name: string, cause?: unknown): TrellisError =>
    new TrellisError(
      "TRL-PRV-131",
      `the keys are not those of the ${name} circuit: run ${GENERATE_KEYS}`,
      { path },
      cause,
    );
  if (file?.srs?.g2?.map?.((word) => BigInt(word)).join() !== options.g2Words.join()) {
    throw new TrellisError(
      "TRL-PRV-133",
      `the keys were made with another SRS: run ${GENERATE_KEYS} with this one`,
      {
        path,
      },
    );
  }
  const load = async (name: NodeKind): Promise<CircuitKey> => {
    const circuitPath = join(folder, `${name}.json`);
    const recorded = file.circuits?.[name];
    if (recorded?.circuitHash !== (await circuitHash(circuitPath))) throw stale(name);
    try {
      const { vk, vkHash } = recorded;
      const evmVk = name === "root" ? vk : recorded.evmVk!;
      return { circuitPath, vk: fromHex(vk), vkHash: BigInt(vkHash), evmVk: fromHex(evmVk) };
    } catch (cause) {
      throw stale(name, cause);
    }
  };
  const [leaf, merge, root] = await Promise.all(CIRCUIT_NAMES.map(load));
  const set = vkSetHash(leaf!.vkHash, merge!.vkHash);
  if (BigInt(file.vkSetHash) !== set) throw stale("inner");
  return { leaf: leaf!, merge: merge!, root: root!, vkSetHash: set };
}

/**
 * Splits bytes into field elements of 32 bytes.
 *
 * @returns undefined if a part is incomplete or is not below the modulus: a field element has one encoding.
 */
export function toFieldElements(bytes: Uint8Array): bigint[] | undefined {
  if (bytes.length % 32 !== 0) return undefined;
  const fields = Array.from({ length: bytes.length / 32 }, (_, i) =>
    toBigInt(bytes.subarray(32 * i, 32 * i + 32)),
  );
  return fields.every((field) => field < FIELD_MODULUS) ? fields : undefined;
}

/** A circuit's keys, as generated. */
export type MadeKey = {
  readonly circuitHash: string;
  readonly vk: Uint8Array;
  readonly vkHash: Uint8Array;
  readonly evmVk: Uint8Array;
};

/** The content of `keys.json`. */
export function keysFile(
  srs: Pick<Srs, "kind" | "g2Words">,
  circuits: Readonly<Record<NodeKind, MadeKey>>,
): KeysFile {
  const entry = (name: NodeKind): KeyEntry => {
    const { circuitHash, vk, vkHash, evmVk } = circuits[name];
    const inner = { circuitHash, vkHash: toHex(vkHash), vk: toHex(vk) };
    return name === "root" ? inner : { ...inner, evmVk: toHex(evmVk) };
  };
  return {
    srs: { kind: srs.kind, g2: srs.g2Words.map((word) => `0x${word.toString(16).padStart(64, "0")}`) },
    vkSetHash: `0x${vkSetHash(toBigInt(circuits.leaf.vkHash), toBigInt(circuits.merge.vkHash)).toString(16).padStart(64, "0")}`,
    circuits: { leaf: entry("leaf"), merge: entry("merge"), root: entry("root") },
  };
}
