import { z } from "zod";
import { type TrellisEvent, trellisEventSchema } from "./trellisEventSchema.ts";

/** An event as a line of JSON, without the line's end. @throws ZodError if it does not match its schema. */
export function writeEvent(event: TrellisEvent): string {
  return JSON.stringify(z.encode(trellisEventSchema, event));
}
