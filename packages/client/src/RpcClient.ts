import { TrellisError } from "@trellis/protocol";

const TIMEOUT_MS = 10_000;

/** Calls a node's JSON-RPC. */
export class RpcClient {
  readonly #url: string;
  #id = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /**
   * One call.
   * @throws TRL-CLN-001 if the node cannot be reached, TRL-CLN-002 with the node's words if it refuses; its code, where it gives one, is
   * the context's `refusal`.
   */
  async call<Result>(
    method: string,
    params: readonly unknown[] = [],
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Result> {
    const tooLate = AbortSignal.timeout(TIMEOUT_MS);
    let answer: {
      readonly result?: Result;
      readonly error?: { readonly message?: unknown; readonly data?: { readonly code?: unknown } } | null;
    };
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: ++this.#id, method, params }),
        signal: signal === undefined ? tooLate : AbortSignal.any([signal, tooLate]),
      });
      const body: unknown = await response.json();
      if (typeof body !== "object" || body === null || !("result" in body || "error" in body)) {
        throw new Error(`HTTP status ${response.status} without a JSON-RPC answer`);
      }
      answer = body as typeof answer;
    } catch (cause) {
      throw new TrellisError("TRL-CLN-001", `the node does not answer ${method}`, { url: this.#url }, cause);
    }
    if (answer.error !== undefined) {
      const { message = "no reason", data } = answer.error ?? {};
      throw new TrellisError("TRL-CLN-002", `the node refuses: ${String(message)}`, {
        method,
        ...(typeof data?.code === "string" ? { refusal: data.code } : {}),
      });
    }
    return answer.result as Result;
  }
}
