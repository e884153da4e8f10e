/** An inbound connection that has not said who it is. */
export interface Arriving {
  /** Where it comes from; connections of one source share its places. */
  readonly source: string;
  /** Cuts it off. */
  cut(): void;
}

/** Bounds of handshakes under way. */
export interface HandshakeLimits {
  readonly total: number;
  readonly perSource: number;
}

/**
 * Handshakes under way, with bounds a source and in all. When a place is needed, the oldest handshake gives way: it had the most time, and an
 * honest peer needs a second. So sockets that say nothing keep no newcomer out.
 */
export class Handshakes<Key extends object> {
  readonly #limits: HandshakeLimits;
  /** The oldest first. */
  readonly #arriving = new Map<Key, Arriving>();

  constructor(limits: HandshakeLimits) {
    this.#limits = limits;
  }

  /** Number of handshakes under way. */
  get size(): number {
    return this.#arriving.size;
  }

  /** A connection begins its handshake. */
  begin(key: Key, arriving: Arriving): void {
    const { total, perSource } = this.#limits;
    const own = [...this.#arriving].filter(([, { source }]) => source === arriving.source);
    if (own.length >= perSource) this.#cut(own[0]);
    else if (this.#arriving.size >= total) this.#cut([...this.#arriving][0]);
    this.#arriving.set(key, arriving);
  }

  /** A handshake has ended, in whatever way. */
  end(key: Key): void {
    this.#arriving.delete(key);
  }

  #cut(oldest: readonly [Key, Arriving] | undefined): void {
    if (oldest === undefined) return;
    const [key, arriving] = oldest;
    this.#arriving.delete(key);
    arriving.cut();
  }
}

/** The source of an address: an IPv4 address, the first half of an IPv6 one, or the text as it is. */
export function sourceOf(address: string): string {
  const [, kind, host = address] = address.split("/");
  if (kind === "ip6") return host.split(":").slice(0, 4).join(":");
  return kind === "ip4" ? host : address;
}
