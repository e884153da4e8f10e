import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { TrellisError } from "@trellis/protocol";
import { ZodError } from "zod";
import type { RpcMethods } from "./rpcMethods.ts";

const MAX_BODY_BYTES = 1_048_576;
const MAX_BATCH = 100;
const BODY_TIMEOUT_MS = 10_000;

/** JSON-RPC 2.0 error codes; -32000 carries a TRL code in `data`. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const METHOD_NOT_FOUND = -32_601;
const INVALID_PARAMS = -32_602;
const INTERNAL_ERROR = -32_603;
const TRELLIS_ERROR = -32_000;

interface RpcRequest {
  readonly jsonrpc: "2.0";
  readonly id: string | number | null;
  readonly method: string;
  readonly params: unknown;
}

type RpcAnswer =
  | { jsonrpc: "2.0"; id: RpcRequest["id"]; result: unknown }
  | { jsonrpc: "2.0"; id: RpcRequest["id"]; error: { code: number; message: string; data?: unknown } };

/** JSON-RPC over HTTP for L2 users: `POST /` with one request or a batch; `GET /metrics` for Prometheus. */
export class RpcServer {
  readonly #methods: RpcMethods;
  readonly #metrics: () => Promise<string>;
  readonly #init: { readonly host: string; readonly port: number };
  readonly #onError: (error: unknown) => void;
  #server: Server | undefined;

  constructor(
    methods: RpcMethods,
    metrics: () => Promise<string>,
    init: { readonly host: string; readonly port: number },
    onError: (error: unknown) => void,
  ) {
    this.#methods = methods;
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

  /** @throws TRL-NOD-040 if the port cannot be had. */
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
        `cannot listen for RPC on ${this.#init.host}:${this.#init.port}: ${(cause as NodeJS.ErrnoException).code}`,
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
      // The rest of the body is not waited for: the connection ends with the answer.
      response.writeHead(413, { connection: "close" }).end();
      return;
    }
    const answer = await this.#answer(body.toString("utf8"));
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  }

  async #answer(body: string): Promise<unknown> {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return failure(null, PARSE_ERROR, "the body is no JSON");
    }
    if (!Array.isArray(parsed)) return this.#answerOne(parsed);
    if (parsed.length === 0 || parsed.length > MAX_BATCH) {
      return failure(null, INVALID_REQUEST, `a batch has 1 to ${MAX_BATCH} requests`);
    }
    const answers: RpcAnswer[] = [];
    for (const request of parsed) answers.push(await this.#answerOne(request));
    return answers;
  }

  async #answerOne(value: unknown): Promise<RpcAnswer> {
    if (!isRequest(value)) return failure(null, INVALID_REQUEST, "expected a JSON-RPC 2.0 request");
    const { id, method, params } = value;
    const handler = Object.hasOwn(this.#methods, method)
      ? this.#methods[method as keyof RpcMethods]
      : undefined;
    if (handler === undefined)
      return failure(id, METHOD_NOT_FOUND, `there is no method ${method.slice(0, 64)}`);
    try {
      return { jsonrpc: "2.0", id, result: await handler(params) };
    } catch (error) {
      if (error instanceof ZodError) {
        const faults = error.issues.map(({ path, message }) => `${path.join(".") || "params"}: ${message}`);
        return failure(id, INVALID_PARAMS, faults.join("; "));
      }
      if (error instanceof TrellisError) {
        return failure(id, TRELLIS_ERROR, error.message, { code: error.code });
      }
      this.#onError(error);
      return failure(id, INTERNAL_ERROR, "the node failed to answer; see its log");
    }
  }
}

function isRequest(value: unknown): value is RpcRequest {
  if (typeof value !== "object" || value === null) return false;
  const { jsonrpc, id, method } = value as Partial<RpcRequest>;
  return (
    jsonrpc === "2.0" &&
    typeof method === "string" &&
    (id === null || typeof id === "string" || typeof id === "number")
  );
}

function failure(id: RpcRequest["id"], code: number, message: string, data?: unknown): RpcAnswer {
  return { jsonrpc: "2.0", id, error: data === undefined ? { code, message } : { code, message, data } };
}

/** The body; "too large", after which the rest is not read; "gone" where the client broke off. */
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
