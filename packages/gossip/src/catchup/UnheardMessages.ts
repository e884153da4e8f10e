/** An own message as it is sent. */
export interface SentMessage {
  /** As on the wire. */
  readonly topic: string;
  readonly bytes: Uint8Array;
}

interface Unheard extends SentMessage {
  readonly heardBy: Set<string>;
  readonly at: number;
}

export interface UnheardBounds {
  /** Peers that hear a message from its author. They pass it on to all others. */
  readonly peers: number;
  /** Of all messages together. */
  readonly bytes: number;
  /** For which a message is sent again. */
  readonly milliseconds: number;
}

/**
 * Own messages that few peers have heard, as of a node that has just started: it has no streams to its peers yet, and peers that ran before
 * ask it for nothing. Gossipsub sends a message once, to those peers to which it has a stream then.
 */
export class UnheardMessages {
  readonly #bounds: UnheardBounds;
  readonly #clock: () => number;
  readonly #messages = new Set<Unheard>();
  #bytes = 0;

  /** @param clock - milliseconds, monotonic. */
  constructor(bounds: UnheardBounds, clock: () => number) {
    this.#bounds = bounds;
    this.#clock = clock;
  }

  /** Adds a message, unless enough peers have heard it. */
  add({ topic, bytes }: SentMessage, heardBy: Iterable<string>): void {
    const message = { topic, bytes, heardBy: new Set(heardBy), at: this.#clock() };
    if (message.heardBy.size >= this.#bounds.peers) return;
    this.#messages.add(message);
    this.#bytes += bytes.length;
    this.#forget();
  }

  /**
   * Sends each message to peers that have not heard it, the oldest first.
   * @param peers - those to which there is a stream.
   * @param send - returns whether the peer was sent the message.
   */
  sendTo(peers: Iterable<string>, send: (peer: string, message: SentMessage) => boolean): void {
    this.#forget();
    if (this.#messages.size === 0) return;
    for (const peer of peers) {
      for (const message of this.#messages) {
        const { heardBy } = message;
        if (heardBy.size >= this.#bounds.peers) this.#delete(message);
        else if (!heardBy.has(peer) && send(peer, message)) heardBy.add(peer);
      }
    }
  }

  #forget(): void {
    const oldest = this.#clock() - this.#bounds.milliseconds;
    for (const message of this.#messages) {
      if (message.at >= oldest && this.#bytes <= this.#bounds.bytes) return;
      this.#delete(message);
    }
  }

  #delete(message: Unheard): void {
    if (this.#messages.delete(message)) this.#bytes -= message.bytes.length;
  }
}
