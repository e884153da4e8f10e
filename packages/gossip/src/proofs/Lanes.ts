import { peerIdFromString } from "@libp2p/peer-id";
import { NODE_PROOF_WIRE } from "@trellis/protocol";
import type { Libp2p } from "libp2p";
import { asError, type WireStream } from "../streams/readAll.ts";
import { answerReader } from "./frames.ts";
import { encodeRequest, type ProofRequest } from "./requests.ts";

/** How long a peer may take to open a stream. Milliseconds. */
const OPEN_MS = 5_000;

/** What waits for an answer. */
interface Waiting {
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** A stream to a peer, and the requests on it that wait, by the proof's id. */
interface Lane {
  readonly stream: WireStream;
  readonly waiting: Map<string, Waiting>;
}

/**
 * The streams by which this node asks for proofs: one to each peer, for all requests. To open a stream costs both sides milliseconds. It
 * lasts until one side closes it.
 */
export class Lanes {
  readonly #libp2p: Libp2p;
  readonly #protocol: string;
  readonly #onLie: (peer: string) => void;
  readonly #lanes = new Map<string, Promise<Lane>>();

  /** @param onLie - called for a peer that sends more than any proof has. */
  constructor(libp2p: Libp2p, protocol: string, onLie: (peer: string) => void) {
    this.#libp2p = libp2p;
    this.#protocol = protocol;
    this.#onLie = onLie;
  }

  /**
   * What a peer answers; empty if it has no such proof. One request for a proof is under way with a peer at a time.
   * @throws the signal's reason; an error if the peer is gone, or cuts the stream.
   */
  async ask(peer: string, request: ProofRequest, signal: AbortSignal): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const onAbort = (): void => reject(asError(signal.reason));
    signal.addEventListener("abort", onAbort, { once: true });
    const waiting: Waiting = { resolve, reject };
    let lane: Lane | undefined;
    const send = async (): Promise<void> => {
      lane = await this.#laneTo(peer);
      if (signal.aborted) return;
      lane.waiting.set(request.id, waiting);
      lane.stream.send(encodeRequest(request));
    };
    send().catch(reject);
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
      if (lane?.waiting.get(request.id) === waiting) lane.waiting.delete(request.id);
    }
  }

  /** Cuts all streams. */
  close(): void {
    for (const lane of this.#lanes.values()) {
      lane.then(({ stream }) => stream.abort(new Error("this node asks no more"))).catch(() => {});
    }
    this.#lanes.clear();
  }

  #laneTo(peer: string): Promise<Lane> {
    const known = this.#lanes.get(peer);
    if (known !== undefined) return known;
    const opening = this.#open(peer, () => {
      if (this.#lanes.get(peer) === opening) this.#lanes.delete(peer);
    });
    this.#lanes.set(peer, opening);
    return opening;
  }

  /** @param onEnd - called when the lane cannot be opened, or has ended. */
  async #open(peer: string, onEnd: () => void): Promise<Lane> {
    let stream: WireStream;
    try {
      stream = await this.#openStream(peer);
    } catch (error) {
      onEnd();
      throw error;
    }
    const waiting = new Map<string, Waiting>();
    const reader = answerReader(NODE_PROOF_WIRE.maxBytes);
    stream.addEventListener("message", ({ data }) => {
      try {
        // An answer for which nobody waits came too late.
        for (const { id, bytes } of reader.read(data.subarray())) waiting.get(id)?.resolve(bytes);
      } catch (error) {
        this.#onLie(peer);
        stream.abort(asError(error));
      }
    });
    const ended = (): void => {
      onEnd();
      if (stream.status === "open") stream.abort(new Error("the peer answers no more"));
      for (const { reject } of waiting.values()) reject(new Error("the peer has cut the stream"));
    };
    stream.addEventListener("end", ended);
    stream.addEventListener("close", ended);
    if (stream.status !== "open") ended();
    return { stream, waiting };
  }

  async #openStream(peer: string): Promise<WireStream> {
    // It is connected. Dialling would look up its addresses.
    const [connection] = this.#libp2p.getConnections(peerIdFromString(peer));
    if (connection === undefined) throw new Error("the peer is gone");
    return connection.newStream(this.#protocol, { signal: AbortSignal.timeout(OPEN_MS) });
  }
}
