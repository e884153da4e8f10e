import { BoundedMap } from "@trellis/protocol";

/** Peers remembered as senders of one message. Any one of them that is heard is enough. */
const SENDERS = 8;

/** A message under judgement, and the peers that have sent it. */
export interface Arrival {
  readonly id: string | undefined;
  /** When each peer sent it, by the count of arrivals. */
  readonly senders: Map<string, number>;
  /** Whether it was found bad. */
  isBad: boolean;
}

/**
 * Which peers are heard. When a peer brings a bad message, what it sent until then is not worth a look: only what others sent as well is
 * still judged, so that a peer cannot take honest messages with it.
 */
export class Senders {
  readonly #isBanned: (peer: string) => boolean;
  /** By message id. */
  readonly #arrivals = new Map<string, Arrival>();
  /** Count of arrivals at each peer's last bad message. */
  readonly #silenced: BoundedMap<string, number>;
  #count = 0;

  /**
   * @param isBanned - whether nothing of a peer is heard at all.
   * @param capacity - peers remembered.
   */
  constructor(isBanned: (peer: string) => boolean, capacity: number) {
    this.#isBanned = isBanned;
    this.#silenced = new BoundedMap(capacity, { touch: true });
  }

  /**
   * A message comes under judgement.
   * @param id - of the message, if copies of it may be told by {@link copy}.
   */
  begin(peer: string, id: string | undefined): Arrival {
    const arrival: Arrival = { id, senders: new Map([[peer, ++this.#count]]), isBad: false };
    if (id !== undefined) this.#arrivals.set(id, arrival);
    return arrival;
  }

  /** Another peer sends a message; without effect unless it is under judgement. */
  copy(peer: string, id: string): void {
    const senders = this.#arrivals.get(id)?.senders;
    if (senders !== undefined && (senders.size < SENDERS || senders.has(peer)))
      senders.set(peer, ++this.#count);
  }

  end(arrival: Arrival): void {
    const { id } = arrival;
    if (id !== undefined && this.#arrivals.get(id) === arrival) this.#arrivals.delete(id);
  }

  /** Whether a peer that sent the message is still heard. */
  isHeard({ senders }: Arrival): boolean {
    for (const [peer, at] of senders) {
      if (at > (this.#silenced.get(peer) ?? 0) && !this.#isBanned(peer)) return true;
    }
    return false;
  }

  /** Nothing is heard any more that the peers of a bad message have sent until now. False if that was said before. */
  silence(arrival: Arrival): boolean {
    if (arrival.isBad) return false;
    arrival.isBad = true;
    for (const peer of arrival.senders.keys()) this.#silenced.set(peer, this.#count);
    return true;
  }
}
