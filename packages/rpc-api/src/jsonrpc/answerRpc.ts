import { TrellisError } from "@trellis/protocol";
import { z } from "zod";
import type { RpcHandlers, RpcTable } from "../methods/RpcMethod.ts";
import { faultsOf } from "./faultsOf.ts";
import { rpcErrorCode } from "./rpcErrorCode.ts";

/** Most requests in one batch. */
const MAX_BATCH = 100;

const requestSchema = z.object({
  jsonrpc: z.literal("2.0"),
  /** Absent in a notification, which gets no answer. */
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string(),
  params: z.unknown().optional(),
});
type RequestId = string | number | null;

/** The answer to one request. */
export type RpcAnswer =
  | { readonly jsonrpc: "2.0"; readonly id: RequestId; readonly result: unknown }
  | { readonly jsonrpc: "2.0"; readonly id: RequestId; readonly error: RpcError };

/** Why there is no result. */
export interface RpcError {
  /** One of {@link rpcErrorCode}. */
  readonly code: number;
  readonly message: string;
  readonly data?: { readonly code: string };
}

/**
 * The server's side of JSON-RPC 2.0: checks the parameters of a request, or of a batch, by the table's schemas, calls the handlers and
 * encodes their results. Errors never repeat what was sent.
 * @param body - the JSON text that was sent.
 * @param onError - called with handlers' errors that are not TrellisErrors, and for results that do not match the table.
 * @returns the text to send back; undefined if there were only notifications.
 */
export async function answerRpc<Table extends RpcTable>(
  table: Table,
  handlers: Partial<RpcHandlers<Table>>,
  body: string,
  onError: (error: unknown) => void,
): Promise<RpcAnswer | readonly RpcAnswer[] | undefined> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return failure(null, { code: rpcErrorCode.parse, message: "the request body is not valid JSON" });
  }
  if (!Array.isArray(parsed)) return answerOne(table, handlers, parsed, onError);
  if (parsed.length === 0 || parsed.length > MAX_BATCH) {
    return failure(null, { code: rpcErrorCode.request, message: `a batch has 1 to ${MAX_BATCH} requests` });
  }
  const answers: RpcAnswer[] = [];
  for (const request of parsed) {
    const answer = await answerOne(table, handlers, request, onError);
    if (answer !== undefined) answers.push(answer);
  }
  return answers.length === 0 ? undefined : answers;
}

async function answerOne<Table extends RpcTable>(
  table: Table,
  handlers: Partial<RpcHandlers<Table>>,
  request: unknown,
  onError: (error: unknown) => void,
): Promise<RpcAnswer | undefined> {
  const { data } = requestSchema.safeParse(request);
  if (data === undefined) {
    return failure(null, { code: rpcErrorCode.request, message: "expected a JSON-RPC 2.0 request" });
  }
  const { id, method, params } = data;
  const outcome = await callHandler(table, handlers, method, params, onError);
  if (id === undefined) return undefined;
  return "error" in outcome ? failure(id, outcome.error) : { jsonrpc: "2.0", id, result: outcome.result };
}

async function callHandler<Table extends RpcTable>(
  table: Table,
  handlers: Partial<RpcHandlers<Table>>,
  name: string,
  sent: unknown,
  onError: (error: unknown) => void,
): Promise<{ readonly result: unknown } | { readonly error: RpcError }> {
  const method = Object.hasOwn(table, name) ? table[name] : undefined;
  // The same name: these parameters are this handler's.
  const handler = Object.hasOwn(handlers, name) ? (handlers[name] as AnyHandler | undefined) : undefined;
  if (method === undefined || handler === undefined) {
    return { error: { code: rpcErrorCode.method, message: "this method does not exist" } };
  }
  const params = method.params.safeParse(isNone(sent) ? [] : sent);
  if (!params.success) {
    return { error: { code: rpcErrorCode.params, message: faultsOf(params.error, "params") } };
  }
  try {
    return { result: z.encode(method.result, await handler(...params.data)) };
  } catch (error) {
    if (error instanceof TrellisError) {
      const { code, message } = error;
      return { error: { code: rpcErrorCode.trellis, message, data: { code } } };
    }
    onError(error);
    return { error: { code: rpcErrorCode.internal, message: "the node failed to answer; see its log" } };
  }
}

/** No parameters, in any of the forms that JSON-RPC has for it. */
function isNone(params: unknown): boolean {
  return (
    params === undefined ||
    (typeof params === "object" &&
      params !== null &&
      !Array.isArray(params) &&
      Object.keys(params).length === 0)
  );
}

type AnyHandler = (...params: readonly unknown[]) => Promise<unknown>;

const failure = (id: RequestId, error: RpcError): RpcAnswer => ({ jsonrpc: "2.0", id, error });
