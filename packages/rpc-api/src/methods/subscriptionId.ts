import { z } from "zod";

/** What names a subscription on its connection. */
export const subscriptionId = z
  .string()
  .regex(/^0x[0-9a-f]{1,16}$/, "expected the id of a subscription") as unknown as z.ZodType<
  `0x${string}`,
  `0x${string}`
>;

/** What names a subscription on its connection. */
export type SubscriptionId = z.output<typeof subscriptionId>;
