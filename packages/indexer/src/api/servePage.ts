import { TrellisError } from "@trellis/protocol";
import type { Context } from "hono";
import type { PageFile } from "./PageFiles.ts";

/** What the page may do: run its own code, ask its own node. Nothing inline, nothing from elsewhere, in no frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Sends a file of the page: zipped where the browser takes it, nothing but a status where it has it. */
export function servePage(context: Context, file: PageFile): Response {
  const headers: Record<string, string> = {
    ...HEADERS,
    etag: file.etag,
    vary: "accept-encoding",
    "cache-control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
    "content-type": file.type,
  };
  const known = context.req.header("if-none-match")?.split(/\s*,\s*/) ?? [];
  if (known.some((tag) => tag.replace(/^W\//, "") === file.etag)) return context.body(null, 304, headers);
  const takesGzip = /\bgzip\b/.test(context.req.header("accept-encoding") ?? "");
  if (!takesGzip) return context.body(file.body, 200, headers);
  return context.body(file.zipped, 200, { ...headers, "content-encoding": "gzip" });
}

/** What is said where the page is asked for and was never built. */
export function pageIsMissing(): TrellisError {
  return new TrellisError(
    "TRL-IDX-014",
    "this node has no explorer: build it with `npm run build -w @trellis/explorer`, and start the node again",
  );
}
