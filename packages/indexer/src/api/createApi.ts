import { createHash } from "node:crypto";
import { getConnInfo } from "@hono/node-server/conninfo";
import { TrellisError } from "@trellis/protocol";
import { faultsOf, type RestRoute, trellisRest } from "@trellis/rpc-api";
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import type { History } from "../questions/historyOf.ts";
import type { EventStream } from "./EventStream.ts";
import { openApi } from "./openApi.ts";
import type { PageFiles } from "./PageFiles.ts";
import { problemOf, problemResponse } from "./problems.ts";
import type { RateLimit } from "./RateLimit.ts";
import { pageIsMissing, servePage } from "./servePage.ts";

/** What the API needs. */
export interface ApiComponents {
  readonly history: History;
  readonly stream: EventStream;
  readonly limit: RateLimit;
  /** The explorer's page, by path; empty if it was not built. */
  readonly page: PageFiles;
  /** Told of faults of the node, which clients see no details of. */
  readonly onError: (error: unknown) => void;
}

/** A silent stream tells proxies and clients that it lives. */
const HEARTBEAT_MS = 15_000;

/** The API as a function of requests: every resource of `trellisRest` by GET, its description, the stream, and the explorer. */
export function createApi({ history, stream, limit, page, onError }: ApiComponents): Hono {
  const api = new Hono();
  api.use(cors({ origin: "*", allowMethods: ["GET", "HEAD"], exposeHeaders: ["etag", "retry-after"] }));
  api.use(async (context, next) => {
    if (context.req.method !== "GET" && context.req.method !== "HEAD") {
      return problemResponse(new TrellisError("TRL-IDX-009", "nothing can be changed here; use GET"), {
        allow: "GET",
      });
    }
    const wait = limit.take(addressOf(context));
    if (wait === 0) return next();
    const error = new TrellisError("TRL-IDX-007", `ask again in ${wait} s`);
    return problemResponse(error, { "retry-after": String(wait) });
  });

  for (const [name, route] of Object.entries(trellisRest)) {
    const ask = history[name as keyof History] as (params: unknown) => Promise<unknown>;
    api.get(route.path.replace(/\{(\w+)\}/g, ":$1"), async (context) => {
      const result = await ask(paramsOf(route, context));
      return answer(context, JSON.stringify(z.encode(route.result as z.ZodType, result as never)));
    });
  }
  const description = JSON.stringify(openApi());
  api.get("/v1/openapi.json", (context) => answer(context, description));
  api.get("/v1/stream", (context) => follow(context, stream));

  for (const [path, file] of page) api.get(path, (context) => servePage(context, file));
  if (!page.has("/")) {
    api.get("/", () => {
      throw pageIsMissing();
    });
  }

  api.notFound(() =>
    problemResponse(new TrellisError("TRL-IDX-008", "there is no such path; see /v1/openapi.json")),
  );
  api.onError((error) => {
    if (problemOf(error).status === 500) onError(error);
    return problemResponse(error);
  });
  return api;
}

/** @throws TRL-IDX-005 for parameters that the route does not take. */
function paramsOf(route: RestRoute, context: Context): unknown {
  const params = route.params.strict().safeParse({ ...context.req.query(), ...context.req.param() });
  if (params.success) return params.data;
  throw new TrellisError("TRL-IDX-005", faultsOf(params.error, "query"));
}

/** JSON with a tag: a client that has this very answer gets none. */
function answer(context: Context, body: string): Response {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = { etag, "cache-control": "no-cache", "content-type": "application/json" };
  const known = context.req.header("if-none-match")?.split(/\s*,\s*/) ?? [];
  if (known.some((tag) => tag.replace(/^W\//, "") === etag)) return context.body(null, 304, headers);
  return context.body(body, 200, headers);
}

/** Server-sent events from the one after `Last-Event-ID` on, or from now on. */
function follow(context: Context, stream: EventStream): Response {
  const last = context.req.header("last-event-id");
  const subscription = stream.subscribe(
    last !== undefined && /^[0-9]{1,15}$/.test(last) ? Number(last) : undefined,
  );
  if (subscription === undefined) {
    throw new TrellisError("TRL-IDX-010", "all streams are taken; ask /v1/heights from time to time");
  }
  return streamSSE(context, async (sse) => {
    sse.onAbort(() => subscription.end());
    await sse.write(": trellis\n\n");
    const heartbeat = setInterval(() => void sse.write(": \n\n"), HEARTBEAT_MS);
    try {
      for (let event = await subscription.next(); event !== undefined; event = await subscription.next()) {
        await sse.writeSSE({ id: String(event.id), event: event.event, data: event.data });
      }
    } finally {
      clearInterval(heartbeat);
      subscription.end();
    }
  });
}

/** Who asks; all who are unknown share one bucket. */
function addressOf(context: Context): string {
  try {
    return getConnInfo(context).remote.address ?? "";
  } catch {
    return "";
  }
}
