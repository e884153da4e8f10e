import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Part } from "../tasks/LifeCycle.ts";
import { ConnectionGuard, type ConnectionLimits } from "./ConnectionGuard.ts";

/** Milliseconds for the head of a request, for all of it, and between two requests. */
const TIMEOUTS = { head: 5_000, request: 10_000, pause: 5_000 };
/** How often connections are held to these times. Milliseconds. */
const CHECKED_EVERY = 1_000;

export interface HttpDoorInit {
  readonly host: string;
  readonly port: number;
  readonly limits: ConnectionLimits;
  /** Answers a request. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Takes over a connection whose client asks for another protocol. It keeps its place here until it ends. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly onError: (error: unknown) => void;
  /** Makes the error for a port that cannot be used. */
  readonly cannotListen: (code: string, cause: unknown) => Error;
}

/** An HTTP server that silent and slow clients cannot fill. */
export class HttpDoor implements Part {
  readonly #init: HttpDoorInit;
  #server: Server | undefined;

  constructor(init: HttpDoorInit) {
    this.#init = init;
  }

  /** Address to send requests to, once started; empty before. */
  get url(): string {
    const address = this.#server?.address();
    if (address === null || address === undefined || typeof address === "string") return "";
    return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
  }

  /** @throws what `cannotListen` makes. */
  async start(): Promise<void> {
    const { host, port, limits, handle, upgrade, onError, cannotListen } = this.#init;
    const guard = new ConnectionGuard(limits);
    const server = createServer(
      {
        headersTimeout: TIMEOUTS.head,
        requestTimeout: TIMEOUTS.request,
        keepAliveTimeout: TIMEOUTS.pause,
        connectionsCheckingInterval: CHECKED_EVERY,
      },
      (request, response) => {
        response.once("close", guard.begin(request.socket));
        handle(request, response).catch((error) => {
          onError(error);
          response.destroy();
        });
      },
    );
    if (upgrade !== undefined) {
      server.on("upgrade", (request, socket, head) => {
        guard.begin(request.socket);
        upgrade(request, socket, head);
      });
    }
    server.on("connection", (socket) => {
      socket.once("close", () => guard.forget(socket));
      guard.admit(socket);
    });
    try {
      server.listen(port, host);
      await once(server, "listening");
    } catch (cause) {
      throw cannotListen(String((cause as NodeJS.ErrnoException).code), cause);
    }
    server.on("error", onError);
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
}
