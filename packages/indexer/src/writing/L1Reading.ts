import type { L1Event, L1View } from "@trellis/l1";

/** An L1 block, as the index refers to it. */
export interface L1Block {
  readonly number: number;
  readonly hash: string;
  /** Seconds since 1970. */
  readonly time: number;
}

/** The events of an L1 block, in order. */
export interface BlockEvents extends L1Block {
  readonly events: readonly L1Event[];
}

/** What was read of L1. */
export interface L1Reading {
  /** The block up to which it goes. */
  readonly tip: L1Block;
  /** Whether it starts at the deployment; otherwise it goes on after the reading before it. */
  readonly isWhole: boolean;
  /** Blocks with events, in order. */
  readonly blocks: readonly BlockEvents[];
}

/** When an L1 block was made, seconds since 1970. */
export type TimeOf = (block: { readonly number: bigint; readonly hash: string }) => Promise<number>;

/** Orders the events of a view by their blocks. @param timeOf - asked for blocks whose logs do not tell their time. */
export async function readingOf(
  { block, reset, events }: Pick<L1View, "block" | "reset" | "events">,
  timeOf: TimeOf,
): Promise<L1Reading> {
  return {
    tip: { number: Number(block.number), hash: block.hash, time: Number(block.timestamp) },
    isWhole: reset,
    blocks: await byBlock(events, timeOf),
  };
}

/** Events in order, by their blocks. */
export async function byBlock(events: readonly L1Event[], timeOf: TimeOf): Promise<BlockEvents[]> {
  const groups = Map.groupBy(events, ({ blockNumber }) => blockNumber);
  const blocks: BlockEvents[] = [];
  for (const [number, ofBlock] of groups) {
    const { blockHash: hash, blockTimestamp } = ofBlock[0]!;
    const time = blockTimestamp === undefined ? await timeOf({ number, hash }) : Number(blockTimestamp);
    blocks.push({ number: Number(number), hash, time, events: ofBlock });
  }
  return blocks;
}
