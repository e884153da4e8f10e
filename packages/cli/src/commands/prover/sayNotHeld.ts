import type { Hex } from "viem";

/** A committed block and its height. */
export interface BlockAtHeight {
  readonly proposalId: Hex;
  readonly height: bigint;
}

/**
 * At most one line about blocks whose contributions a node does not hold, because there may be many.
 * @param blocks - the latest first.
 */
export function sayNotHeld(blocks: readonly BlockAtHeight[]): string[] {
  const [last, first] = [blocks[0], blocks.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (blocks.length === 1) {
    return [`the node does not hold the contributions of ${name(first)}; ask a node that proved in it`];
  }
  return [
    `the node does not hold the contributions of ${blocks.length} blocks, the first ${name(first)}, the last ${name(last)}; ask a node that proved in them`,
  ];
}

const name = ({ proposalId, height }: BlockAtHeight): string => `${proposalId} at height ${height}`;
