import { ACCOUNT_TREE_DEPTH } from "@trellis/protocol";
import { z } from "zod";

/** Index of an L2 account. */
export const accountIndex = z
  .number()
  .int()
  .min(0)
  .max(2 ** ACCOUNT_TREE_DEPTH - 1);
