import { z } from "zod";
import { decimal } from "../wire/decimal.ts";
import { noParams } from "./noParams.ts";

/** `trellis_getPool`: what the pool holds at the head, smallest units of asset 0 and 1. */
export const getPool = {
  params: noParams,
  result: z.object({ height: decimal, reserves: z.tuple([decimal, decimal]).readonly() }),
};
