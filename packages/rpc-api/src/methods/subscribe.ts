import { z } from "zod";
import { newsTopics } from "../topics/trellisTopics.ts";
import { subscriptionId } from "./subscriptionId.ts";

/** `trellis_subscribe`: news of a topic from now on, on this connection. */
export const subscribe = {
  params: z.tuple([z.enum(newsTopics, `expected one of ${newsTopics.join(", ")}`)]),
  result: subscriptionId,
};
