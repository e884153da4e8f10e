import { type NodeKind, TrellisError } from "@trellis/protocol";
import { IGNITION_G2_WORDS } from "../srs/ignitionSrs.ts";
import type { G2Words } from "../srs/Srs.ts";

/** The contract's name in bb's source. */
const BB_NAME = "HonkVerifier";
/** Its names in Trellis: the rollup calls the root's verifier, the court the others (P9.3). */
export const VERIFIER_NAMES = {
  leaf: "LeafVerifier",
  merge: "MergeVerifier",
  root: "BlockVerifier",
} as const satisfies Readonly<Record<NodeKind, string>>;

/**
 * bb's generated verifier as Trellis deploys it: named after its circuit, for proofs on the SRS to which `g2Words` belongs.
 *
 * @throws TRL-PRV-134 unless each of Ignition's four G2 words and the contract's declaration occur exactly once.
 */
export function verifierSource(kind: NodeKind, bbSource: string, g2Words: G2Words): string {
  let source = replaceOnce(
    bbSource,
    new RegExp(`\\bcontract ${BB_NAME}\\b`, "g"),
    `contract ${VERIFIER_NAMES[kind]}`,
  );
  for (const [i, word] of IGNITION_G2_WORDS.entries()) {
    source = replaceOnce(source, new RegExp(`0x${hex(word)}`, "gi"), `0x${hex(g2Words[i]!)}`);
  }
  return source;
}

function hex(word: bigint): string {
  return word.toString(16).padStart(64, "0");
}

function replaceOnce(source: string, pattern: RegExp, replacement: string): string {
  const count = source.match(pattern)?.length ?? 0;
  if (count !== 1) {
    throw new TrellisError(
      "TRL-PRV-134",
      "bb's Solidity verifier has another form than this version's: check the bb version",
      {
        pattern: pattern.source,
        count,
      },
    );
  }
  return source.replace(pattern, replacement);
}
