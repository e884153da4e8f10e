import { type TrellisEvent, trellisEventSchema } from "./trellisEventSchema.ts";

/** Reads the event in a line of JSON. Undefined for any other text, and for events of another version. */
export function readEvent(line: string): TrellisEvent | undefined {
  try {
    return trellisEventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
