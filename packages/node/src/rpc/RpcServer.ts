import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { TrellisError } from "@trellis/protocol";
import { answerRpc, type RpcHandlers, type TrellisRpc, trellisRpc } from "@trellis/rpc-api";

const MAX_BODY_BYTES = 1_048_576;
const BODY_TIMEOUT_MS = 10_000;

/** JSON-RPC over HTTP for L2 users: `POST /` with one request or a batch; `GET /metrics` for Prometheus. */
export class RpcServer {
  readonly #handlers: Partial<RpcHandlers<TrellisRpc>>;
  readonly #metrics: () => Promise<string>;
  readonly #init: { readonly host: string; readonly port: number };
  readonly #onError: (error: unknown) => void;
  #server: Server | undefined;

  constructor(
    handlers: Partial<RpcHandlers<TrellisRpc>>,
    metrics: () => Promise<string>,
    init: { readonly host: string; readonly port: number },
    onError: (error: unknown) => void,
  ) {
    this.#handlers = handlers;
    this.#metrics = metrics;
    this.#init = init;
    this.#onError = onError;
  }

  /** Address to send requests to, once started. */
  get url(): string {
    const address = this.#server?.address();
    if (address === null || address === undefined || typeof address === "string") return "";
    return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
  }

  /** @throws TRL-NOD-040 if the port cannot be used. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.#handle(request, response).catch((error) => {
        this.#onError(error);
        response.destroy();
      });
    });
    server.requestTimeout = BODY_TIMEOUT_MS;
    server.maxConnections = 256;
    try {
      server.listen(this.#init.port, this.#init.host);
      await once(server, "listening");
    } catch (cause) {
      throw new TrellisError(
        "TRL-NOD-040",
        `rpc.port: cannot listen for RPC on ${this.#init.host}:${this.#init.port}: ${(cause as NodeJS.ErrnoException).code}`,
        {},
        cause,
      );
    }
    server.on("error", this.#onError);
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "GET" && request.url === "/metrics") {
      response.setHeader("content-type", "text/plain; version=0.0.4").end(await this.#metrics());
      return;
    }
    if (request.method !== "POST") {
      response.writeHead(405, { allow: "POST" }).end();
      return;
    }
    const body = await readBody(request);
    if (body === "gone") return;
    if (body === "too large") {
      // Does not wait for the rest of the body: the connection ends with the response.
      response.writeHead(413, { connection: "close" }).end();
      return;
    }
    const answer = await answerRpc(trellisRpc, this.#handlers, body.toString("utf8"), this.#onError);
    if (answer === undefined) {
      response.writeHead(204).end();
      return;
    }
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  }
}

/** The body; "too large", after which the rest is not read; "gone" if the client aborted. */
function readBody(request: IncomingMessage): Promise<Buffer | "too large" | "gone"> {
  const { promise, resolve } = Promise.withResolvers<Buffer | "too large" | "gone">();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      request.pause();
      resolve("too large");
    } else chunks.push(chunk);
  });
  request.once("end", () => resolve(Buffer.concat(chunks)));
  request.once("error", () => resolve("gone"));
  request.once("close", () => resolve("gone"));
  return promise;
}
