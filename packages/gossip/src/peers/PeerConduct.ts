import { BoundedMap } from "@trellis/protocol";

export interface PeerConductInit {
  /** Milliseconds in which a penalty halves. */
  readonly halfLife: number;
  /** Milliseconds that a ban lasts. */
  readonly ban: number;
  /** Peers remembered. */
  readonly capacity: number;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
}

/**
 * Misconduct that gossipsub's score does not see (excess, bad answers), and how long each banned peer is
 * banned.
 */
export class PeerConduct {
  readonly #init: PeerConductInit;
  readonly #penalties: BoundedMap<string, { points: number; at: number }>;
  readonly #bans: BoundedMap<string, number>;

  constructor(init: PeerConductInit) {
    this.#init = init;
    this.#penalties = new BoundedMap(init.capacity, { touch: true });
    this.#bans = new BoundedMap(init.capacity, { touch: true });
  }

  penalise(peer: string, points: number): void {
    this.#penalties.set(peer, { points: this.#points(peer) + points, at: this.#init.clock() });
  }

  /** Application score of a peer: 0 or less. */
  score(peer: string): number {
    return 0 - this.#points(peer);
  }

  ban(peer: string): void {
    this.#bans.set(peer, this.#init.clock() + this.#init.ban);
  }

  isBanned(peer: string): boolean {
    const until = this.#bans.get(peer);
    if (until === undefined) return false;
    if (this.#init.clock() < until) return true;
    this.#bans.delete(peer);
    return false;
  }

  #points(peer: string): number {
    const penalty = this.#penalties.get(peer);
    if (penalty === undefined) return 0;
    return penalty.points * 2 ** ((penalty.at - this.#init.clock()) / this.#init.halfLife);
  }
}
