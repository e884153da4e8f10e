import type { BlockEvents } from "./L1Reading.ts";

/** Arguments that are large, and no news: whoever wants them reads the resource or L1. */
const LARGE = new Set(["data", "chunk", "chunks", "seatWords", "bitmap", "provers", "newSeats"]);

/** What the stream tells of an L1 block: its events, without their large arguments. Numbers above 2^53 are text. */
export function liveBlock({ number, hash, time, events }: BlockEvents): object {
  return {
    l1Block: number,
    hash,
    time,
    events: events.map(({ eventName, args }) => ({ event: eventName, ...(readable(args) as object) })),
  };
}

function readable(value: unknown): unknown {
  if (typeof value === "bigint")
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !LARGE.has(name))
      .map(([name, inner]) => [name, readable(inner)]),
  );
}
