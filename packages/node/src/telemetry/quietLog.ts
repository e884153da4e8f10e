import type { Logger } from "pino";
import { isOutage } from "./Reporter.ts";

const LOUD = ["info", "warn", "error"] as const;

/**
 * A log in which failures for want of L1 are details. While L1 is down every role fails again and again; that it is down is told once.
 */
export function quietLog(log: Logger): Logger {
  const quiet = log.child({});
  for (const level of LOUD) {
    quiet[level] = (first: unknown, ...rest: [string?]): void => {
      const error =
        typeof first === "object" && first !== null ? (first as { error?: unknown }).error : undefined;
      log[isOutage(error) ? "debug" : level](first, ...rest);
    };
  }
  return quiet;
}
