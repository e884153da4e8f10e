import { z } from "zod";
import { count } from "../wire/count.ts";

/** When something happened on L1. */
export const moment = z.object({
  l1Block: count,
  /** L1 time, seconds since 1970. */
  time: count,
});

/** A moment as programs use it. */
export type Moment = z.output<typeof moment>;
