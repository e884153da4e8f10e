import { z } from "zod";
import { subscriptionId } from "./subscriptionId.ts";

/** `trellis_unsubscribe`: no more news of a subscription. False if this connection has none with this id. */
export const unsubscribe = { params: z.tuple([subscriptionId]), result: z.boolean() };
