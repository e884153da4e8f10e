import { TrellisError } from "@trellis/protocol";
import {
  faultsOf,
  type ParamsOf,
  type ResultOf,
  type RpcError,
  type RpcMethod,
  type TrellisRpc,
  trellisRpc,
} from "@trellis/rpc-api";
import { z } from "zod";

const TIMEOUT_MS = 10_000;

/** Calls a node's JSON-RPC. `trellisRpc` types and checks parameters and results. */
export class RpcClient {
  readonly #url: string;
  #id = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /**
   * One call.
   * @throws TRL-CLN-001 if the node cannot be reached; TRL-CLN-002 with the node's message if it refuses, and its code,
   * if any, as the context's `refusal`; TRL-CLN-004 if the result does not match the method's schema; TRL-CLN-007 for wrong parameters.
   */
  async call<Name extends keyof TrellisRpc>(
    name: Name,
    params: ParamsOf<TrellisRpc[Name]>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<ResultOf<TrellisRpc[Name]>> {
    const method: RpcMethod = trellisRpc[name];
    const encoded = z.safeEncode(method.params, params);
    if (!encoded.success) {
      throw new TrellisError(
        "TRL-CLN-007",
        `wrong parameters for ${name}: ${faultsOf(encoded.error, "params")}`,
        {
          method: name,
        },
      );
    }
    const answer = await this.#ask(name, encoded.data, signal);
    if ("error" in answer) {
      const { message = "no reason", data } = answer.error ?? {};
      throw new TrellisError("TRL-CLN-002", `the node refuses: ${String(message)}`, {
        method: name,
        ...(typeof data?.code === "string" ? { refusal: data.code } : {}),
      });
    }
    const result = method.result.safeParse(answer.result);
    if (result.success) return result.data as ResultOf<TrellisRpc[Name]>;
    throw new TrellisError(
      "TRL-CLN-004",
      `the node's answer to ${name} is malformed: ${faultsOf(result.error, "result")}`,
      { method: name },
    );
  }

  async #ask(
    method: string,
    params: unknown,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly result: unknown } | { readonly error: Partial<RpcError> | null }> {
    const tooLate = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: ++this.#id, method, params }),
        signal: signal === undefined ? tooLate : AbortSignal.any([signal, tooLate]),
      });
      const body: unknown = await response.json();
      if (typeof body === "object" && body !== null) {
        if ("error" in body) return { error: body.error as Partial<RpcError> | null };
        if ("result" in body) return { result: body.result };
      }
      throw new Error(`HTTP status ${response.status} without a JSON-RPC answer`);
    } catch (cause) {
      throw new TrellisError("TRL-CLN-001", `the node does not answer ${method}`, { url: this.#url }, cause);
    }
  }
}
