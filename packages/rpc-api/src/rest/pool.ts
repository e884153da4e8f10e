import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { moment } from "./moment.ts";
import { fromL1 } from "./source.ts";

const both = z.tuple([decimal, decimal]).readonly();

/** P10.1: the pool after a final block. Pairs are of asset 0 and asset 1, in smallest units. */
export const poolResource = z.object({
  source: fromL1,
  height: count,
  reserves: both,
  /** Swaps of the block that were executed. */
  swaps: count,
  /** What these sold to the pool. */
  sold: both,
  finalAt: moment,
});

/** The pool after a final block, as programs use it. */
export type PoolResource = z.output<typeof poolResource>;
