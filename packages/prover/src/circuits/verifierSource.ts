import { TrellisError } from "@trellis/protocol";
import { IGNITION_G2_WORDS } from "../srs/ignitionSrs.ts";
import type { G2Words } from "../srs/Srs.ts";

/** The contract's name in bb's source. */
const BB_NAME = "HonkVerifier";

/**
 * bb's generated verifier as Trellis deploys it: under its own name, for proofs on the SRS to which `g2Words` belongs.
 *
 * @throws TRL-PRV-134 unless each of Ignition's four G2 words and the contract's declaration occur exactly once.
 */
export function verifierSource(name: string, bbSource: string, g2Words: G2Words): string {
  let source = replaceOnce(bbSource, new RegExp(`\\bcontract ${BB_NAME}\\b`, "g"), `contract ${name}`);
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
