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
import { causeWithout, labelOf } from "./endpoint.ts";

const TIMEOUT_MS = 10_000;

interface RpcRequest {
  readonly jsonrpc: "2.0";
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

/** How to ask. */
interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

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
    { signal }: CallOptions = {},
  ): Promise<ResultOf<TrellisRpc[Name]>> {
    const { body, status } = await this.#ask(name, this.#request(name, params), signal);
    return this.#resultOf(name, body, status);
  }

  /**
   * Several calls of one method in one request.
   * @param calls - the parameters of each; a node takes at most 100.
   * @returns the result of each, or the error that {@link call} would throw for it.
   * @throws TRL-CLN-001 if the node cannot be reached; TRL-CLN-007 for wrong parameters of any of them.
   */
  async callAll<Name extends keyof TrellisRpc>(
    name: Name,
    calls: readonly ParamsOf<TrellisRpc[Name]>[],
    { signal }: CallOptions = {},
  ): Promise<(ResultOf<TrellisRpc[Name]> | TrellisError)[]> {
    if (calls.length === 0) return [];
    const requests = calls.map((params) => this.#request(name, params));
    const { body, status } = await this.#ask(name, requests, signal);
    // A node that takes no batch answers with one error.
    if (!Array.isArray(body)) this.#resultOf(name, body, status);
    const answers = new Map((Array.isArray(body) ? body : []).map((answer) => [answer?.id, answer]));
    return requests.map(({ id }) => {
      try {
        return this.#resultOf(name, answers.get(id), status);
      } catch (error) {
        if (error instanceof TrellisError) return error;
        throw error;
      }
    });
  }

  /** @throws TRL-CLN-007 for wrong parameters. */
  #request<Name extends keyof TrellisRpc>(name: Name, params: ParamsOf<TrellisRpc[Name]>): RpcRequest {
    const method: RpcMethod = trellisRpc[name];
    const encoded = z.safeEncode(method.params, params);
    if (encoded.success) return { jsonrpc: "2.0", id: ++this.#id, method: name, params: encoded.data };
    throw new TrellisError(
      "TRL-CLN-007",
      `wrong parameters for ${name}: ${faultsOf(encoded.error, "params")}`,
      { method: name },
    );
  }

  /** The result that an answer holds. @throws TRL-CLN-001 if it holds none; TRL-CLN-002 and TRL-CLN-004 as {@link call}. */
  #resultOf<Name extends keyof TrellisRpc>(
    name: Name,
    answer: unknown,
    status: number,
  ): ResultOf<TrellisRpc[Name]> {
    if (typeof answer === "object" && answer !== null) {
      if ("error" in answer) {
        const { message = "no reason", data } = (answer.error ?? {}) as Partial<RpcError>;
        throw new TrellisError("TRL-CLN-002", `the node refuses: ${String(message)}`, {
          method: name,
          ...(typeof data?.code === "string" ? { refusal: data.code } : {}),
        });
      }
      if ("result" in answer) {
        const method: RpcMethod = trellisRpc[name];
        const result = method.result.safeParse(answer.result);
        if (result.success) return result.data as ResultOf<TrellisRpc[Name]>;
        throw new TrellisError(
          "TRL-CLN-004",
          `the node's answer to ${name} is malformed: ${faultsOf(result.error, "result")}`,
          { method: name },
        );
      }
    }
    throw this.#silent(name, new Error(`HTTP status ${status} without a JSON-RPC answer`));
  }

  async #ask(
    method: string,
    request: RpcRequest | readonly RpcRequest[],
    signal: AbortSignal | undefined,
  ): Promise<{ readonly body: unknown; readonly status: number }> {
    const tooLate = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(request),
        signal: signal === undefined ? tooLate : AbortSignal.any([signal, tooLate]),
      });
      return { body: await response.json(), status: response.status };
    } catch (cause) {
      throw this.#silent(method, cause);
    }
  }

  #silent(method: string, cause: unknown): TrellisError {
    const node = labelOf(this.#url);
    return new TrellisError(
      "TRL-CLN-001",
      `the node does not answer ${method}`,
      { node },
      causeWithout(this.#url, cause),
    );
  }
}
