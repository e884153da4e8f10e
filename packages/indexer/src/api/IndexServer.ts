import { once } from "node:events";
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { TrellisError } from "@trellis/protocol";
import type { History } from "../questions/historyOf.ts";
import { createApi } from "./createApi.ts";
import type { EventStream } from "./EventStream.ts";
import { type PageFiles, readPageFiles } from "./PageFiles.ts";
import { RateLimit } from "./RateLimit.ts";

/** Where the API listens, and how much it takes. */
export interface IndexServerInit {
  readonly host: string;
  readonly port: number;
  /** Of one address. */
  readonly requestsPerSecond: number;
  /** Folder of the explorer's page; without one, none is served. */
  readonly pageFolder?: string;
}

const MAX_CONNECTIONS = 512;
const MAX_HEADER_BYTES = 16_384;
const REQUEST_TIMEOUT_MS = 10_000;

/** The index's API, and the explorer that shows it, over HTTP. */
export class IndexServer {
  readonly #parts: { readonly history: History; readonly stream: EventStream };
  readonly #init: IndexServerInit;
  readonly #onError: (error: unknown) => void;
  #server: Server | undefined;

  constructor(
    parts: { readonly history: History; readonly stream: EventStream },
    init: IndexServerInit,
    onError: (error: unknown) => void,
  ) {
    this.#parts = parts;
    this.#init = init;
    this.#onError = onError;
  }

  /** Address to send requests to, once started. */
  get url(): string {
    const address = this.#server?.address();
    if (address === null || address === undefined || typeof address === "string") return "";
    return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
  }

  /** @throws TRL-IDX-012 if the port cannot be used, TRL-IDX-015 for the page's folder. */
  async start(): Promise<void> {
    const { host, port, requestsPerSecond, pageFolder } = this.#init;
    const page: PageFiles = pageFolder === undefined ? new Map() : await readPageFiles(pageFolder);
    const limit = new RateLimit(requestsPerSecond, Date.now);
    const api = createApi({ ...this.#parts, limit, page, onError: this.#onError });
    const server = createAdaptorServer({
      fetch: api.fetch,
      serverOptions: { maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_TIMEOUT_MS },
    }) as Server;
    server.maxConnections = MAX_CONNECTIONS;
    try {
      server.listen(port, host);
      await once(server, "listening");
    } catch (cause) {
      throw new TrellisError(
        "TRL-IDX-012",
        `cannot listen for the index's API on ${host}:${port}: ${(cause as NodeJS.ErrnoException).code}`,
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
    this.#parts.stream.stop();
    if (server === undefined) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  }
}
