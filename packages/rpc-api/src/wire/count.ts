import { z } from "zod";

/** A count, an index or a number of seconds: a whole number from 0 to 2^53 − 1. */
export const count = z.number().int().min(0);
