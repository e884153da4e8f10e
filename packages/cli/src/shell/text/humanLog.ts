import type { DestinationStream } from "pino";

/** Names and colours of pino's levels. */
const LEVELS: Readonly<Record<number, readonly [name: string, colour: number]>> = {
  10: ["trace", 90],
  20: ["debug", 90],
  30: ["info", 32],
  40: ["warn", 33],
  50: ["error", 31],
  60: ["fatal", 31],
};
/** Characters that would move a terminal's cursor or ring its bell. */
const CONTROLS = /\p{Cc}/gu;
const ESCAPE = String.fromCharCode(27);
/** Fields that every line has. */
const COMMON = new Set(["level", "time", "pid", "hostname", "name", "msg", "error", "where", "task"]);

/**
 * Turns the log's JSON into lines for people: time, level, what happened, and the message of an error. Stacks are left to the JSON.
 * @param write - takes a line with its end.
 */
export function humanLog(write: (text: string) => void, isColoured: boolean): DestinationStream {
  return {
    write: (line) => write(`${humanLine(line, isColoured)}\n`),
  };
}

/** One line of the log as text; what is not JSON stays as it is. */
export function humanLine(line: string, isColoured: boolean): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line.trimEnd();
  }
  const { level, time, msg, error, where, task } = entry;
  const [name, colour] = LEVELS[Number(level)] ?? ["?", 0];
  const shown = name.toUpperCase().padEnd(5);
  const words = [where, task, msg].filter((part) => typeof part === "string" && part !== "");
  const more = Object.entries(entry).flatMap(([key, value]) =>
    COMMON.has(key) ? [] : [`${key}=${typeof value === "string" ? value : JSON.stringify(value)}`],
  );
  const text = [words.join(": "), errorText(error), more.join(" ")].filter((part) => part !== "").join("  ");
  return [
    new Date(Number(time)).toISOString().slice(11, 19),
    isColoured ? `${ESCAPE}[${colour}m${shown}${ESCAPE}[0m` : shown,
    text.replace(CONTROLS, " "),
  ].join(" ");
}

function errorText(error: unknown): string {
  if (typeof error === "string") return error;
  const message = (error as { readonly message?: unknown } | undefined)?.message;
  return typeof message === "string" ? message.split("\n", 1)[0]!.slice(0, 300) : "";
}
