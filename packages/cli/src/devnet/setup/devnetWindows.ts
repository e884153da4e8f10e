import { nodeCount, PRESETS, type RollupSettings } from "@trellis/protocol";
import type { DevnetOptions } from "./DevnetOptions.ts";

/** A merge or a root takes so many times as long as a leaf, as docs/benchmarks.md has it. */
const MERGE_PER_LEAF = 25 / 6;
/**
 * So many times what one block's proofs take one after the other. All provers share this machine, and work on two blocks of a round; a seat's work
 * may have to be done again; and a decided round ends early anyway (R16).
 */
const SPARE = 5;
const SHORTEST = 60;
const LONGEST = 604_800;
/** Windows of simulated proofs. */
const SIMULATED = { proposalWindow: 5, proofWindow: 20 };

/** What a kind of node takes on a machine, seconds. */
export interface ProvingSeconds {
  readonly leaf: number;
  readonly merge: number;
  readonly root: number;
}

/** How long all kinds of proofs take on a machine that proves a leaf in so many seconds. */
export function provingSeconds(leaf: number): ProvingSeconds {
  const merge = leaf * MERGE_PER_LEAF;
  return { leaf, merge, root: merge };
}

/**
 * The windows of a devnet: those that were asked for, else such in which this machine makes a block.
 * @param leaf - seconds that a real leaf takes here; undefined if proofs are simulated, or the proof window was asked for.
 */
export function devnetWindows(
  {
    proofs,
    depth,
    proposalWindow,
    proofWindow,
  }: Pick<DevnetOptions, "proofs" | "depth" | "proposalWindow" | "proofWindow">,
  leaf?: number,
): Pick<RollupSettings, "proposalWindow" | "proofWindow"> {
  return {
    proposalWindow:
      proposalWindow ??
      (proofs === "real" ? PRESETS.devnet.settings.proposalWindow : SIMULATED.proposalWindow),
    proofWindow: proofWindow ?? (leaf === undefined ? SIMULATED.proofWindow + depth : windowFor(depth, leaf)),
  };
}

function windowFor(depth: number, leafSeconds: number): number {
  const { leaf, merge } = provingSeconds(leafSeconds);
  const leaves = 2 ** depth;
  const block = leaves * leaf + (nodeCount(depth) - leaves) * merge;
  return Math.min(LONGEST, Math.max(SHORTEST, Math.ceil(SPARE * block)));
}
