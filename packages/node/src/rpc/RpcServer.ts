import type { IncomingMessage, ServerResponse } from "node:http";
import { TrellisError } from "@trellis/protocol";
import { answerRpc, type RpcHandlers, type TrellisRpc, trellisRpc } from "@trellis/rpc-api";
import { answerHealth } from "./answerGet.ts";
import type { HealthReport } from "./Health.ts";
import { HttpDoor } from "./HttpDoor.ts";
import { RpcSockets, type RpcSocketsInit } from "./RpcSockets.ts";

const MAX_BODY_BYTES = 1_048_576;
const MAX_CONNECTIONS = 512;

export interface RpcServerInit {
  readonly host: string;
  readonly port: number;
  readonly connectionsPerClient: number;
  /** Who may connect over WebSocket, and what is told there. */
  readonly sockets: Pick<RpcSocketsInit, "news" | "perClient" | "origins">;
  readonly health: () => HealthReport;
  readonly onError: (error: unknown) => void;
}

/**
 * JSON-RPC for L2 users: `POST /` with one request or a batch, or the same over WebSocket, with subscriptions; `GET /health`. Start: @throws
 * TRL-NOD-040.
 */
export class RpcServer extends HttpDoor {
  readonly #sockets: RpcSockets;

  constructor(handlers: Partial<RpcHandlers<TrellisRpc>>, init: RpcServerInit) {
    const { host, port, connectionsPerClient, health, onError } = init;
    const sockets = new RpcSockets({ ...init.sockets, handlers, maxBytes: MAX_BODY_BYTES, onError });
    super({
      host,
      port,
      limits: { total: MAX_CONNECTIONS, perClient: connectionsPerClient },
      onError,
      cannotListen: (code, cause) =>
        new TrellisError(
          "TRL-NOD-040",
          `rpc.port: cannot listen for RPC on ${host}:${port}: ${code}`,
          { field: "rpc.port" },
          cause,
        ),
      handle: async (request, response) => {
        if (answerHealth(request, response, health)) return;
        if (request.method === "POST") await answerPost(handlers, request, response, onError);
        // What load balancers ask by default.
        else response.writeHead(request.method === "HEAD" ? 200 : 405, { allow: "POST, HEAD" }).end();
      },
      upgrade: (request, socket, head) => sockets.accept(request, socket, head),
    });
    this.#sockets = sockets;
  }

  override async start(): Promise<void> {
    await super.start();
    this.#sockets.start();
  }

  override async stop(): Promise<void> {
    this.#sockets.stop();
    await super.stop();
  }
}

async function answerPost(
  handlers: Partial<RpcHandlers<TrellisRpc>>,
  request: IncomingMessage,
  response: ServerResponse,
  onError: (error: unknown) => void,
): Promise<void> {
  const body = await readBody(request);
  if (body === "gone") return;
  if (body === "too large") {
    // Does not wait for the rest of the body: the connection ends with the response.
    response.writeHead(413, { connection: "close" }).end();
    return;
  }
  const answer = await answerRpc(trellisRpc, handlers, body.toString("utf8"), onError);
  if (answer === undefined) response.writeHead(204).end();
  else response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
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
