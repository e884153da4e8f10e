import { type DestinationStream, type Logger, pino } from "pino";
import { humanLog } from "./text/humanLog.ts";

/** Most causes of an error that its log line contains. */
const MAX_CAUSES = 8;
/** Most characters kept of another library's error message. */
const MAX_CAUSE_LENGTH = 300;

/** How a log is written: for people, or one JSON object a line. */
export type LogFormat = "text" | "json";

/** To standard error. By default for people if that is a terminal, else as JSON. */
export function logDestination(
  format: LogFormat = process.stderr.isTTY ? "text" : "json",
): DestinationStream {
  if (format === "json") return pino.destination(2);
  const isColoured = process.stderr.isTTY && process.env.NO_COLOR === undefined;
  return humanLog((text) => void process.stderr.write(text), isColoured);
}

/** The log of a long-running command. */
export function createLog(
  name: string,
  level = "info",
  destination: DestinationStream = logDestination(),
): Logger {
  return pino({ name, level, serializers: { error: errorForLog } }, destination);
}

/**
 * An error with its code, context and place, and the first line of each cause: libraries repeat calls and data over pages, once for
 * each cause.
 */
function errorForLog(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const causes: string[] = [];
  for (let cause = error.cause; cause !== undefined && causes.length < MAX_CAUSES; ) {
    causes.push(firstLine(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  const { code, context } = error as { readonly code?: unknown; readonly context?: unknown };
  return { type: error.name, code, message: error.message, context, causes, stack: error.stack };
}

/** Bytes that are no text say nothing to anybody. */
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/gu;

const firstLine = (text: string): string =>
  text.split("\n", 1)[0]!.slice(0, MAX_CAUSE_LENGTH).replace(UNPRINTABLE, "");
