import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import {
  type NewsTopic,
  newsTopics,
  type RpcHandlers,
  type TrellisRpc,
  trellisTopics,
} from "@trellis/rpc-api";
import { WebSocketServer } from "ws";
import { z } from "zod";
import type { NewsFeed } from "../news/NewsFeed.ts";
import { clientOf } from "./clientOf.ts";
import { closeCode } from "./closeCode.ts";
import { RpcSocket } from "./RpcSocket.ts";

/** Connections in all: a quarter of those that RPC takes, so that requests always have room. */
const MAX_SOCKETS = 128;
/** How often connections are checked. Milliseconds. */
const CHECKED_EVERY = 20_000;

export interface RpcSocketsInit {
  readonly handlers: Partial<RpcHandlers<TrellisRpc>>;
  readonly news: Pick<NewsFeed, "on">;
  /** Connections from one address. */
  readonly perClient: number;
  /** Origins of web pages that may connect, or `*`. Programs name none, and always may. */
  readonly origins: readonly string[];
  /** Bytes of one message. */
  readonly maxBytes: number;
  readonly onError: (error: unknown) => void;
}

/** JSON-RPC over WebSocket, with subscriptions: keeps the connections within bounds, and tells each of them the news. */
export class RpcSockets {
  readonly #init: RpcSocketsInit;
  readonly #server: WebSocketServer;
  readonly #open = new Map<RpcSocket, string>();
  #subscriptions: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(init: RpcSocketsInit) {
    this.#init = init;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: init.maxBytes,
    });
  }

  start(): void {
    this.#subscriptions = newsTopics.map((topic) =>
      this.#init.news.on(topic, (news) => this.#tell(topic, news)),
    );
    this.#timer = setInterval(() => this.check(), CHECKED_EVERY).unref();
  }

  /** Leaves clients that are gone, or want nothing. Called from time to time. */
  check(): void {
    for (const socket of this.#open.keys()) socket.check();
  }

  /** Takes over a connection, or refuses it with an HTTP status: 403 for its page, 429 or 503 if there are too many. */
  accept(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    const { handlers, onError } = this.#init;
    const client = clientOf(request.socket.remoteAddress);
    const refusal = this.#refusal(request, client);
    if (refusal !== undefined) {
      connection.on("error", () => {});
      connection.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () =>
        connection.destroy(),
      );
      return;
    }
    this.#server.handleUpgrade(request, connection, head, (socket) => {
      const rpc = new RpcSocket(socket, { handlers, clock: () => performance.now(), onError });
      this.#open.set(rpc, client);
      socket.once("close", () => this.#open.delete(rpc));
    });
  }

  /** Ends all connections. */
  stop(): void {
    clearInterval(this.#timer);
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
    for (const socket of this.#open.keys()) socket.close(closeCode.stop, "the node stops");
  }

  #refusal({ headers: { origin } }: IncomingMessage, client: string): string | undefined {
    const { origins, perClient } = this.#init;
    if (origin !== undefined && !origins.includes("*") && !origins.includes(origin)) return "403 Forbidden";
    const own = [...this.#open.values()].filter((other) => other === client).length;
    if (own >= perClient) return "429 Too Many Requests";
    return this.#open.size >= MAX_SOCKETS ? "503 Service Unavailable" : undefined;
  }

  #tell(topic: NewsTopic, news: unknown): void {
    if (this.#open.size === 0) return;
    try {
      const text = JSON.stringify(z.encode(trellisTopics[topic] as z.ZodType, news));
      for (const socket of this.#open.keys()) socket.tell(topic, text);
    } catch (error) {
      this.#init.onError(error);
    }
  }
}
