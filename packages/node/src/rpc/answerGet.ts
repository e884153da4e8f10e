import type { IncomingMessage, ServerResponse } from "node:http";
import type { HealthReport } from "./Health.ts";

/** Answers `GET /health` and `HEAD /health`: 200 if the node may get traffic, else 503. False for other requests. */
export function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  report: () => HealthReport,
): boolean {
  if (!isRead(request) || pathOf(request) !== "/health") return false;
  const health = report();
  response
    .writeHead(health.status === "ok" ? 200 : 503, { "content-type": "application/json" })
    .end(`${JSON.stringify(health)}\n`);
  return true;
}

/** Node sends no body to `HEAD`. */
export const isRead = ({ method }: IncomingMessage): boolean => method === "GET" || method === "HEAD";

/** The path without its query. */
export const pathOf = ({ url }: IncomingMessage): string => (url ?? "").split("?", 1)[0]!;
