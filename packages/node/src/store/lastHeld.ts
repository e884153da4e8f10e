import type { StoredBlock } from "./StoreFile.ts";

/**
 * The last block that L1 still has; undefined if it has none of them. If it has a block, it has all below, so half of those in question
 * are left after each answer.
 * @param blocks - the latest last.
 */
export async function lastHeld(
  blocks: readonly StoredBlock[],
  isHeld: (block: StoredBlock) => Promise<boolean>,
): Promise<StoredBlock | undefined> {
  const last = blocks.at(-1);
  if (last === undefined || (await isHeld(last))) return last;
  let [held, lost] = [-1, blocks.length - 1];
  while (lost - held > 1) {
    const middle = (held + lost) >> 1;
    if (await isHeld(blocks[middle]!)) held = middle;
    else lost = middle;
  }
  return blocks[held];
}
