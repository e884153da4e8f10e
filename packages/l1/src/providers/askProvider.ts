import { TrellisError } from "@trellis/protocol";
import { RpcRequestError } from "viem";
import type { L1Url } from "./L1Url.ts";
import { FAULTS, faultOf, type ProviderFault, type RpcFailure } from "./providerFault.ts";

/** A JSON-RPC question. */
export interface Question {
  readonly method: string;
  readonly params?: unknown;
}

/** Bounds of one question. */
export interface AskInit {
  readonly timeoutMs: number;
  /** The most bytes that are read of an answer. */
  readonly maxBytes: number;
}

/** Most characters of a provider's words that an error keeps. */
const MAX_WORDS = 200;

let lastId = 0;

/**
 * Asks a provider once. What it throws holds neither the URL nor anything of it: errors are made here, from the provider's words without
 * the URL's parts, and have no cause.
 * @throws TRL-L1-040 to 046, the provider's faults; viem's RpcRequestError for what contracts or L1's rules refuse.
 */
export async function askProvider(url: L1Url, question: Question, init: AskInit): Promise<unknown> {
  const { status, headers, text } = await post(url, question, init);
  const body = parsed(text);
  const failure = failureOf(body);
  if (status === 429) throw throttled(url, wordsOf(url, failure?.message ?? ""), headers);
  if (failure !== undefined) throw refusal(url, question, failure, headers, status);
  if (status === 413) throw fault("tooMuch", url, "it answers with status 413");
  if (status < 200 || status >= 300) throw fault("unreachable", url, `it answers with status ${status}`);
  if (typeof body !== "object" || body === null || !("result" in body)) {
    throw fault("unreachable", url, "its answer is not JSON-RPC");
  }
  return body.result;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function post(url: L1Url, { method, params }: Question, init: AskInit): Promise<Answer> {
  const signal = AbortSignal.timeout(init.timeoutMs);
  try {
    const response = await fetch(url.reveal(), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: ++lastId, method, params }),
      // The next host would see the key.
      redirect: "manual",
      signal,
    });
    return { status: response.status, headers: response.headers, text: await read(response, url, init) };
  } catch (error) {
    if (error instanceof TrellisError) throw error;
    if (signal.aborted) throw fault("unreachable", url, `it does not answer within ${init.timeoutMs} ms`);
    throw fault("unreachable", url, `the connection failed${reasonOf(error)}`);
  }
}

async function read(response: Response, url: L1Url, { maxBytes }: AskInit): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw fault("tooMuch", url, `its answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Codes as ECONNREFUSED say enough; messages may have the URL in them. */
function reasonOf(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { readonly code?: unknown };
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return ` (${code})`;
  }
  return "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureOf(body: unknown): RpcFailure | undefined {
  const error = (body as { readonly error?: unknown } | null | undefined)?.error;
  if (error === undefined || error === null) return undefined;
  const { code, message, data } = (
    typeof error === "object" ? error : { message: error }
  ) as Partial<RpcFailure>;
  return {
    code: typeof code === "number" ? code : -32_603,
    message: typeof message === "string" ? message : "no reason given",
    data,
  };
}

function refusal(
  url: L1Url,
  { method, params }: Question,
  failure: RpcFailure,
  headers: Headers,
  status: number,
): Error {
  const message = url.redact(failure.message);
  const kind = faultOf(failure, method === "eth_getLogs");
  if (kind === "throttled") return throttled(url, wordsOf(url, message), headers);
  if (kind !== undefined) return fault(kind, url, wordsOf(url, message));
  if (status >= 500)
    return fault("unreachable", url, `it answers with status ${status}: ${wordsOf(url, message)}`);
  const data = failure.data === undefined ? undefined : JSON.parse(url.redact(JSON.stringify(failure.data)));
  return new RpcRequestError({
    body: { method, params },
    error: { code: failure.code, message, ...(data === undefined ? {} : { data }) },
    url: url.label,
  });
}

const wordsOf = (url: L1Url, message: string): string =>
  url.redact(message).split("\n")[0]!.slice(0, MAX_WORDS);

function throttled(url: L1Url, words: string, headers: Headers): TrellisError {
  const retryAfterMs = retryAfterOf(headers.get("retry-after"), Date.now());
  return fault("throttled", url, words === "" ? "it answers with status 429" : words, { retryAfterMs });
}

/** Milliseconds that a header Retry-After asks for: seconds, or a date. */
export function retryAfterOf(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

const ADVICE: Readonly<Record<ProviderFault, string>> = {
  unreachable: "the L1 provider does not answer; check its URL and the network",
  throttled:
    "the L1 provider takes fewer requests than are made; use another plan, or add a provider to l1.rpcUrl",
  pruned:
    "the L1 provider has dropped old blocks; use one that keeps all logs since the deployment, or add one to l1.rpcUrl",
  foreign: "the L1 provider serves another chain; correct l1.rpcUrl or l1.addresses",
  behind: "the L1 provider does not have the block yet; ask again, or use another provider",
  tooMuch: "the L1 provider gives no answer of this size",
};

/** The error of a provider's fault. @param words - what was seen of it; must be free of the URL's parts. */
export function fault(
  kind: ProviderFault,
  url: L1Url,
  words: string,
  context: { readonly retryAfterMs?: number | undefined } = {},
): TrellisError {
  const given = Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined));
  return new TrellisError(FAULTS[kind], `${ADVICE[kind]} (${url.label}: ${words})`, {
    provider: url.label,
    ...given,
  });
}
