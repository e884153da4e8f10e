import { z } from "zod";
import { type TrellisEvent, trellisEventSchema } from "./trellisEventSchema.ts";

/** An event as a line of JSON, without its end. @throws ZodError if it is not what its schema says. */
export function writeEvent(event: TrellisEvent): string {
  return JSON.stringify(z.encode(trellisEventSchema, event));
}
