import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands between a client and L1, and fails as L1 nodes do. */
export class L1Proxy {
  readonly #target: string;
  readonly #server: Server;
  /** `up` passes on; `down` breaks connections; `silent` never answers; an object is the error of every call. */
  mode:
    | "up"
    | "down"
    | "silent"
    | { readonly code: number; readonly message: string; readonly data?: unknown } = "up";
  /** Done before a call is passed on. */
  before: (method: string) => Promise<void> = async () => {};
  /** Calls that came in, by method. */
  readonly calls: string[] = [];

  private constructor(target: string, server: Server) {
    this.#target = target;
    this.#server = server;
  }

  static async start(target: string): Promise<L1Proxy> {
    const server = createServer();
    const proxy = new L1Proxy(target, server);
    server.on("request", (request, response) => {
      proxy.#handle(request, response).catch(() => response.destroy());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { id, method } = JSON.parse(body) as { id: number; method: string };
    this.calls.push(method);
    if (this.mode === "silent") return;
    if (this.mode === "down") {
      response.destroy();
      return;
    }
    response.setHeader("content-type", "application/json");
    if (typeof this.mode === "object") {
      response.end(JSON.stringify({ jsonrpc: "2.0", id, error: this.mode }));
      return;
    }
    await this.before(method);
    const answer = await fetch(this.#target, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    response.end(await answer.text());
  }
}
