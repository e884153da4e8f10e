import { toHex } from "@trellis/protocol";
import type { Libp2p } from "libp2p";
import { RateLimiter } from "../limits/RateLimiter.ts";
import type { WireStream } from "../streams/readAll.ts";
import { readRequest } from "../streams/readRequest.ts";
import { serveStreams } from "../streams/serveStreams.ts";
import { MANIFEST_REQUEST, REQUEST_BYTES } from "./snapshotRequest.ts";

/** A snapshot that peers may have. */
export interface ServedSnapshot {
  /** What it is of, and the hashes of its chunks. */
  readonly manifest: Uint8Array;
  /** The chunk with this SHA-256, in hexadecimal; undefined if it has none. */
  chunk(hash: string): Promise<Uint8Array | undefined>;
}

const TIMEOUT = 30_000;
/** Chunks of up to 1 MiB: for one peer, and for all of them together. */
const RATES = { peer: { perSecond: 4, burst: 16 }, all: { perSecond: 8, burst: 32 } };
const EVERYBODY = "";

/**
 * `snapshot/1`: a peer opens a stream, sends 32 bytes and reads what comes until its end: for zeros the manifest, for a chunk's SHA-256 the
 * chunk. A stream is cut if there is no such thing, or if the peer or all peers together ask too often.
 */
export class SnapshotServing {
  readonly #libp2p: Libp2p;
  readonly #served: () => ServedSnapshot | undefined;
  readonly #protocol: string;
  readonly #limiter: RateLimiter<"peer" | "all">;

  /** @param served - the present snapshot; undefined while there is none. */
  constructor(
    libp2p: Libp2p,
    served: () => ServedSnapshot | undefined,
    { protocol, clock }: { readonly protocol: string; readonly clock: () => number },
  ) {
    this.#libp2p = libp2p;
    this.#served = served;
    this.#protocol = protocol;
    this.#limiter = new RateLimiter(RATES, 1_024, clock);
  }

  async start(): Promise<void> {
    await serveStreams(this.#libp2p, this.#protocol, (stream, asker) => this.#serve(stream, asker), {
      maxInboundStreams: 2,
      maxOutboundStreams: 1,
    });
  }

  async stop(): Promise<void> {
    await this.#libp2p.unhandle(this.#protocol);
  }

  async #serve(stream: WireStream, asker: string): Promise<void> {
    const signal = AbortSignal.timeout(TIMEOUT);
    const request = toHex(await readRequest(stream, REQUEST_BYTES, signal));
    const isAllowed = this.#limiter.take(asker, "peer") && this.#limiter.take(EVERYBODY, "all");
    if (!isAllowed) throw new Error("asked too often");
    const served = this.#served();
    const answer = request === MANIFEST_REQUEST ? served?.manifest : await served?.chunk(request);
    if (answer === undefined) throw new Error("there is no such thing");
    stream.send(answer);
    await stream.close({ signal });
  }
}
