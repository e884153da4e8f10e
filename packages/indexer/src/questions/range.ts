import { TrellisError } from "@trellis/protocol";
import type { Store } from "../store/openStore.ts";

/** Heights, both ends included. */
export interface HeightRange {
  readonly from: number;
  readonly to: number;
}

const DEFAULT_HEIGHTS = 1_000;
const MAX_HEIGHTS = 10_000;

/**
 * The heights that figures are of: by default the last 1,000 final ones.
 * @throws TRL-IDX-005 for more than 10,000 heights, or an end before the start.
 */
export async function rangeOf(
  store: Store,
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<HeightRange> {
  const last = to ?? (await lastHeight(store));
  const first = from ?? Math.max(1, last - DEFAULT_HEIGHTS + 1);
  if (last < first - 1 || last - first >= MAX_HEIGHTS) {
    throw new TrellisError(
      "TRL-IDX-005",
      `ask for 1 to ${MAX_HEIGHTS} heights: from ${first} to ${last} are not`,
    );
  }
  return { from: first, to: last };
}

/** The last final height; 0 if there is none. */
export async function lastHeight(store: Store): Promise<number> {
  const last = await store
    .selectFrom("final_block")
    .select(({ fn }) => fn.max("height").as("height"))
    .executeTakeFirst();
  return last?.height ?? 0;
}
