import { TrellisError } from "@trellis/protocol";
import type { Logger } from "pino";
import type { EventSink } from "./EventSink.ts";

/** A contract refused what another party has done by now, or the call was mined after it. */
const LOST_RACES = new Set(["TRL-L1-010", "TRL-L1-012"]);
/** Told where they happen. */
const TOLD = new Set(["TRL-NOD-020", "TRL-NOD-026", "TRL-NOD-027"]);

/** Whether another party was faster: nothing is wrong. */
export function isLostRace(error: unknown): boolean {
  return error instanceof TrellisError && LOST_RACES.has(error.code);
}

/**
 * Tells of a duty that failed: a problem with event, metric and line in the log. A lost race is told in the log for developers only.
 * @param what - what failed, in a few words.
 * @param duty - its name in metrics, if it is a duty.
 */
export function reportFailure(
  { log, emit }: { readonly log: Logger; readonly emit: EventSink },
  error: unknown,
  what: string,
  duty?: string,
): void {
  if (isLostRace(error)) {
    log.debug({ error }, `${what}: another was faster`);
    return;
  }
  log.warn({ error }, what);
  const code = error instanceof TrellisError ? error.code : "TRL-NOD-099";
  if (TOLD.has(code)) return;
  emit({
    event: "problem",
    code,
    message: `${what}: ${error instanceof Error ? error.message : String(error)}`,
    ...(duty === undefined ? {} : { duty }),
  });
}
