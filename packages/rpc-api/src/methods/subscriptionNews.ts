import { z } from "zod";
import { subscriptionId } from "./subscriptionId.ts";

/** The notification by which a node tells news of a subscription. `result` is checked by the schema of its topic. */
export const subscriptionNews = z.object({
  jsonrpc: z.literal("2.0"),
  method: z.literal("trellis_subscription"),
  params: z.object({ subscription: subscriptionId, result: z.unknown() }),
});
