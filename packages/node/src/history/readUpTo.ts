import { setTimeout as delay } from "node:timers/promises";
import type { L1Client, L1View } from "@trellis/l1";
import { readView } from "../chain/readChain.ts";

/** What an index takes of a view. */
export type IndexedView = Pick<L1View, "block" | "reset" | "events">;

/** Reads L1 from the deployment up to a block; undefined if it was stopped meanwhile. */
export type UpTo = (block: L1View["block"]) => Promise<IndexedView | undefined>;

const PAUSE_MS = 5_000;

/**
 * Reads L1 from the deployment up to a block, and again after a pause until it succeeds. L1 may reorganise meanwhile, so what was read counts
 * only if the same chain has the block.
 * @param onProblem - told of failures.
 */
export function readUpTo(
  l1: L1Client,
  signal: AbortSignal,
  onProblem: (error: unknown) => void,
  read: (l1: L1Client) => Promise<IndexedView> = readView,
  wait: () => Promise<unknown> = () => delay(PAUSE_MS, undefined, { signal }).catch(() => {}),
): UpTo {
  const isHeld = async ({ number, hash }: IndexedView["block"]): Promise<boolean> =>
    (await l1.hashAt(number)) === hash;
  return async (block) => {
    while (!signal.aborted) {
      try {
        const { block: tip, events } = await read(l1);
        if (tip.number >= block.number && (await isHeld(tip)) && (await isHeld(block))) {
          const below = events.filter(({ blockNumber }) => blockNumber <= block.number);
          return { block, reset: true, events: below };
        }
      } catch (error) {
        onProblem(error);
      }
      await wait();
    }
    return undefined;
  };
}
