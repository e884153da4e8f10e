import type { Json } from "../data/resources.ts";

/** Whether a seat is held, pauses or leaves. */
export function seatState({
  isHeld,
  isPaused,
  exitAt,
}: Pick<Json<"prover">, "isHeld" | "isPaused" | "exitAt">): string {
  if (!isHeld) return "free";
  if (exitAt !== null) return "leaves";
  return isPaused ? "pauses" : "active";
}
