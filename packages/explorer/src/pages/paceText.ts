/** How a seat's median time stands to that of all others: `1.8 times as fast`. */
export function paceText({
  medianMs,
  othersMedianMs,
}: {
  readonly medianMs: number;
  readonly othersMedianMs: number | null;
}): string {
  if (othersMedianMs === null || medianMs === 0 || othersMedianMs === 0) return "not known";
  const isFaster = medianMs < othersMedianMs;
  const times = isFaster ? othersMedianMs / medianMs : medianMs / othersMedianMs;
  if (times < 1.05) return "as fast";
  return `${times >= 10 ? Math.round(times) : times.toFixed(1)} times as ${isFaster ? "fast" : "long"}`;
}
