import { SEATS } from "@trellis/protocol";
import { z } from "zod";

/** Number of a prover's seat. */
export const seat = z
  .number()
  .int()
  .min(0)
  .max(SEATS - 1);
