import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Hex, hexToNumber, numberToHex } from "viem";
import { behind } from "./behind.ts";
import { GethPool } from "./GethPool.ts";
import type { RangeWording } from "./rangeWordings.ts";

/** A JSON-RPC call. */
export interface L1Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What a call is answered with: `{ result }` or `{ error }`, as JSON-RPC says. */
export type L1Answer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } };

/** How an L1 provider fails. Without a member it does well in that respect. */
export interface L1Faults {
  /** Connections break. */
  readonly down?: boolean;
  /** Calls stay unanswered. */
  readonly silent?: boolean;
  /** Every call is answered with this status; `{url}` in the body becomes the URL that was called. */
  readonly status?: { readonly code: number; readonly retryAfter?: string; readonly body?: string };
  /** Every call is answered with this error; `{url}` in the message becomes the URL that was called. */
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
  /** What is sent in place of each answer. */
  readonly body?: (answer: string) => string;
  /** The backend that answers for logs has so many blocks less. `error`: it says so; else it gives what it has. */
  readonly logsBehind?: { readonly blocks: number; readonly error?: boolean };
  /** Half of the calls go to a backend that has so many blocks less: which, is fixed and has no pattern. */
  readonly halfBehind?: number;
  /** All calls go to a backend that has so many blocks less. */
  readonly behind?: number;
  /** The most blocks of one question for logs. */
  readonly logCap?: { readonly blocks: number; readonly wording: RangeWording };
  /** Blocks below this one are gone. */
  readonly prunedBelow?: number;
  readonly chainId?: number;
  /** Transactions that pay less than this for a unit of gas stay in the pool. */
  readonly minFee?: bigint;
}

type Backend = string | ((call: L1Call) => Promise<L1Answer> | L1Answer);

/** An L1 provider in front of a real L1, or of a scripted one, that fails as rented ones do. For tests. */
export class FaultyL1 {
  readonly #backend: Backend;
  readonly #server: Server;
  readonly #pool = new GethPool();
  #turn = 0;
  faults: L1Faults = {};
  /** Done before a call is passed on. */
  before: (method: string) => Promise<void> = async () => {};
  /** Calls that came in, by method. */
  readonly calls: string[] = [];
  /** Path with a customer's key, as providers have it. */
  path = "";

  private constructor(backend: Backend, server: Server) {
    this.#backend = backend;
    this.#server = server;
  }

  /** @param backend - URL of an L1 node, or a function that answers. */
  static async start(backend: Backend): Promise<FaultyL1> {
    const server = createServer();
    const proxy = new FaultyL1(backend, server);
    server.on("request", (request, response) => {
      proxy.#handle(request, response).catch(() => response.destroy());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${this.path}`;
  }

  /** The pool's transactions of an account, which may have been mined. */
  pooled(address: Hex) {
    return this.#pool.of(address);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const {
      id,
      method,
      params = [],
    } = JSON.parse(Buffer.concat(chunks).toString()) as L1Call & { id: number };
    this.calls.push(method);
    const { silent, down, status, body = (answer: string) => answer } = this.faults;
    if (silent) return;
    if (down) {
      response.destroy();
      return;
    }
    const named = (text: string): string => text.replaceAll("{url}", this.url);
    if (status !== undefined) {
      if (status.retryAfter !== undefined) response.setHeader("retry-after", status.retryAfter);
      response.writeHead(status.code).end(named(status.body ?? ""));
      return;
    }
    response.setHeader("content-type", "application/json");
    const answer = await this.#answer({ method, params });
    response.end(body(named(JSON.stringify({ jsonrpc: "2.0", id, ...answer }))));
  }

  async #answer(call: L1Call): Promise<L1Answer> {
    const { error, halfBehind, behind: allBehind = 0, logsBehind, chainId } = this.faults;
    if (error !== undefined) return { error };
    await this.before(call.method);
    if (call.method === "eth_chainId" && chainId !== undefined) return { result: numberToHex(chainId) };
    const isLogs = call.method === "eth_getLogs";
    if (isLogs) {
      const refused = await this.#logsRefused(call.params[0] as Readonly<Record<string, unknown>>);
      if (refused !== undefined) return refused;
    }
    if (isLogs && logsBehind !== undefined) return this.#behind(call, logsBehind.blocks, logsBehind.error);
    if (halfBehind !== undefined && this.#isOther()) return this.#behind(call, halfBehind, true);
    if (allBehind > 0) return this.#behind(call, allBehind, true);
    return this.#pooled(call);
  }

  /** A linear congruential generator. Calls in turns would send the same question of each round to the same backend. */
  #isOther(): boolean {
    this.#turn = (Math.imul(this.#turn, 1_103_515_245) + 12_345) >>> 0;
    return ((this.#turn >>> 16) & 1) === 1;
  }

  async #behind(call: L1Call, blocks: number, isTold = false): Promise<L1Answer> {
    return behind(call, blocks, isTold, (asked) => this.#pass(asked));
  }

  async #logsRefused(filter: Readonly<Record<string, unknown>>): Promise<L1Answer | undefined> {
    const { logCap, prunedBelow } = this.faults;
    if (logCap === undefined && prunedBelow === undefined) return undefined;
    const from = typeof filter.fromBlock === "string" ? hexToNumber(filter.fromBlock as Hex) : undefined;
    const to = typeof filter.toBlock === "string" ? hexToNumber(filter.toBlock as Hex) : undefined;
    if (from === undefined || to === undefined) return undefined;
    if (prunedBelow !== undefined && from < prunedBelow) {
      return { error: { code: 4_444, message: "pruned history unavailable" } };
    }
    if (logCap === undefined || to - from + 1 <= logCap.blocks) return undefined;
    const { code, message } = logCap.wording;
    return { error: { code, message: message(logCap.blocks) } };
  }

  /** Holds transactions back that pay too little, and speaks of them as a node with a pool does. */
  async #pooled(call: L1Call): Promise<L1Answer> {
    const { minFee = 0n } = this.faults;
    const [first, tag] = call.params;
    if (call.method === "eth_sendRawTransaction") {
      const added = await this.#pool.add(first as Hex);
      if ("code" in added) return { error: added };
      return added.fee < minFee ? { result: added.hash } : this.#pass(call);
    }
    const answer = await this.#pass(call);
    if (!("result" in answer)) return answer;
    if (call.method === "eth_getTransactionByHash" && answer.result === null) {
      const held = this.#pool.get(first);
      if (held !== undefined)
        return { result: { hash: held.hash, from: held.from, nonce: numberToHex(held.nonce) } };
    }
    if (call.method === "eth_getTransactionCount" && tag === "pending") {
      let next = hexToNumber(answer.result as Hex);
      while (this.#pool.of(first).some(({ nonce }) => nonce === next)) next++;
      return { result: numberToHex(next) };
    }
    return answer;
  }

  /** Lets the pool forget a transaction. */
  drop(hash: Hex): void {
    this.#pool.drop(hash);
  }

  async #pass(call: L1Call): Promise<L1Answer> {
    if (typeof this.#backend === "function") return this.#backend(call);
    const answer = await fetch(this.#backend, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...call }),
    });
    const { result, error } = (await answer.json()) as {
      result?: unknown;
      error?: { code: number; message: string };
    };
    return error === undefined ? { result: result ?? null } : { error };
  }
}
