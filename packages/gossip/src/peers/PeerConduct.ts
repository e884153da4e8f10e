import { BoundedMap } from "@trellis/protocol";
import { INVALID_WEIGHT, SCORE_THRESHOLDS } from "./peerScoring.ts";

/** Peers whose conduct and rates a host remembers. */
export const REMEMBERED_PEERS = 1_024;

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
  /** Bad messages, as the score counts them. */
  readonly #faults: BoundedMap<string, { count: number; at: number }>;

  constructor(init: PeerConductInit) {
    this.#init = init;
    this.#penalties = new BoundedMap(init.capacity, { touch: true });
    this.#bans = new BoundedMap(init.capacity, { touch: true });
    this.#faults = new BoundedMap(init.capacity, { touch: true });
  }

  penalise(peer: string, points: number): void {
    this.#penalties.set(peer, { points: this.#points(peer) + points, at: this.#init.clock() });
  }

  /**
   * Counts a bad message. Gossipsub's score sees it too, but says so a second later.
   * @returns whether the peer is banned for it: n such messages cost 10 · n² points, and it has lost 200.
   */
  blame(peer: string): boolean {
    const { halfLife, clock } = this.#init;
    const now = clock();
    const { count, at } = this.#faults.get(peer) ?? { count: 0, at: now };
    const faults = count * 2 ** ((at - now) / halfLife) + 1;
    this.#faults.set(peer, { count: faults, at: now });
    if (-INVALID_WEIGHT * faults ** 2 < -SCORE_THRESHOLDS.graylistThreshold) return false;
    this.ban(peer);
    return true;
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
