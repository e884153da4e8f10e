import { MAX_DEPTH } from "@trellis/protocol";

/** Gas of L1's calls, from docs/benchmarks.md: `commit` of 2,048 seats, `finalize`. */
export const COMMIT_GAS = 142_412;
export const FINALIZE_GAS = 184_065;
/** `submitProof` at depths 1 and 11, and `publishData` of a sixteenth of a block of depth 11. */
const SUBMIT_GAS = 1_024_967;
const DEEPEST_SUBMIT_GAS = 3_025_126;
const CHUNK_GAS = 718_180;
const CHUNKS = 16;

/** Gas of a block's proof with its transactions, at any depth: what grows with the number of leaves is taken in proportion. */
export function blockProofGas(treeDepth: number): number {
  const part = 2 ** (treeDepth - MAX_DEPTH);
  return SUBMIT_GAS + part * (DEEPEST_SUBMIT_GAS - SUBMIT_GAS + CHUNKS * CHUNK_GAS);
}
