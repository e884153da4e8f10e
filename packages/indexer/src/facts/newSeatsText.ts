import type { NewSeats } from "@trellis/protocol";
import { bitmapOf, bitmapText } from "./bitmapText.ts";

/** R7: new seats of named losing blocks: a JSON list of rate, 1/10,000, and bitmap. */
export function newSeatsText(
  named: readonly { readonly bps: number; readonly seats: readonly bigint[] }[],
): string {
  return JSON.stringify(named.map(({ bps, seats }) => [bps, bitmapText(seats)]));
}

/** Inverse of {@link newSeatsText}. */
export function newSeatsOf(text: string): NewSeats[] {
  const named = JSON.parse(text) as [bps: number, seats: string][];
  return named.map(([bps, seats]) => ({ bps, seats: bitmapOf(seats) }));
}
