import { type TrellisEvent, trellisEventSchema } from "./trellisEventSchema.ts";

/** The event that a line of JSON holds; undefined for any other text, and for events of another version. */
export function readEvent(line: string): TrellisEvent | undefined {
  try {
    return trellisEventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
