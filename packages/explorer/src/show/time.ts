/** A length of time in seconds, in at most two units: `1 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 0) return `−${durationText(-seconds)}`;
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const units = [
    ["d", 86_400],
    ["h", 3_600],
    ["min", 60],
    ["s", 1],
  ] as const;
  const first = units.findIndex(([, size]) => whole >= size);
  const [name, size] = units[first]!;
  const next = units[first + 1];
  const rest = next === undefined ? 0 : Math.floor((whole % size) / next[1]);
  return `${Math.floor(whole / size)} ${name}${rest === 0 ? "" : ` ${rest} ${next![0]}`}`;
}

/** Milliseconds, as seconds. */
export const millisText = (ms: number): string => durationText(ms / 1_000);

/** A day, by the L1 time when it begins (UTC). */
export function dayText(seconds: number): string {
  return new Date(seconds * 1_000).toLocaleDateString("en-GB", {
    timeZone: "UTC",
    year: "numeric",
    month: "short",
    day: "numeric",
  });
}

/** A time of L1 in the reader's time zone. */
export function clockText(seconds: number): string {
  return new Date(seconds * 1_000).toLocaleString("en-GB", {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}
