import { type ContributionStep, sha256, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import { refuseIf } from "../calls/refuseIf.ts";
import { decodeEntry } from "./decodeEntry.ts";

/** A node's entry and its path into the contributions hash. */
export interface ContributionProof {
  /** 10 bytes (`contributionEntry`). */
  readonly entry: Uint8Array;
  /** Hashes of its children; undefined for a leaf. */
  readonly children: readonly [Uint8Array, Uint8Array] | undefined;
  readonly path: readonly ContributionStep[];
}

const ENTRY_BYTES = 10;
const ZEROS = [new Uint8Array(32), new Uint8Array(32)] as const;

/** P6.4: the contributions hash that a node's path leads to. @throws Refusal `WrongPathLength`. ContributionPath.sol. */
export function contributionsRoot({ entry, children, path }: ContributionProof, treeDepth: number): Hex {
  const { depth, index } = decodeEntry(entry).node;
  const isWhole = path.every((step) => step.sibling.length === 32 && step.entry.length === ENTRY_BYTES);
  refuseIf(path.length !== depth || !isWhole, "WrongPathLength");
  const [left, right] = children ?? ZEROS;
  let hash = depth === treeDepth ? sha256(entry) : sha256(left, right, entry);
  for (const [level, step] of path.entries()) {
    hash =
      (index >> level) & 1 ? sha256(step.sibling, hash, step.entry) : sha256(hash, step.sibling, step.entry);
  }
  return toHex(hash);
}
