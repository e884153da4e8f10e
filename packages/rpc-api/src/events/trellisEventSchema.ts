import { z } from "zod";
import { chainEvents } from "./chainEvents.ts";
import { processEvents } from "./processEvents.ts";
import { proposerEvents } from "./proposerEvents.ts";
import { proverEvents } from "./proverEvents.ts";

/** Every event that a node emits, for operators and displays. Input: JSON. Output: values for programs. */
export const trellisEventSchema = z.discriminatedUnion("event", [
  ...processEvents,
  ...chainEvents,
  ...proposerEvents,
  ...proverEvents,
]);

/** An event of a node, its numbers as programs use them. */
export type TrellisEvent = z.output<typeof trellisEventSchema>;
