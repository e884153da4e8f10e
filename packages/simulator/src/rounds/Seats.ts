import { SEATS } from "@trellis/protocol";
import type { RandomStream } from "../random/RandomStream.ts";
import { SeatSet } from "./SeatSet.ts";

/** The owner of a seat that nobody has. */
export const FREE = 0xffff;

/** Who holds which seat. Places are given out in a random order, so that no agent gets the better ones. */
export class Seats {
  /** The agent of each seat; {@link FREE} for nobody. */
  readonly owners = new Uint16Array(SEATS).fill(FREE);
  readonly #order: Uint32Array;
  readonly #own: SeatSet[] = [];
  readonly #counts: number[] = [];

  constructor(random: RandomStream) {
    this.#order = random.order(SEATS);
  }

  of(agent: number): SeatSet {
    this.#own[agent] ??= SeatSet.empty();
    return this.#own[agent];
  }

  countOf(agent: number): number {
    return this.#counts[agent] ?? 0;
  }

  /** Free places. */
  get free(): number {
    return SEATS - this.#counts.reduce((sum, count) => sum + (count ?? 0), 0);
  }

  /** Gives seats to an agent or takes them back, so that it has this many. What does not fit the registry is left out. @returns how many it has. */
  resize(agent: number, count: number): number {
    const own = this.of(agent);
    let has = this.countOf(agent);
    for (let i = 0; i < SEATS && has < count; i++) {
      const seat = this.#order[i]!;
      if (this.owners[seat] !== FREE) continue;
      this.owners[seat] = agent;
      own.add(seat);
      has += 1;
    }
    for (let i = SEATS - 1; i >= 0 && has > count; i--) {
      const seat = this.#order[i]!;
      if (this.owners[seat] !== agent) continue;
      this.owners[seat] = FREE;
      own.delete(seat);
      has -= 1;
    }
    this.#counts[agent] = has;
    return has;
  }

  /** All seats that are held. */
  active(): SeatSet {
    const all = SeatSet.empty();
    for (const own of this.#own) if (own !== undefined) all.addAll(own);
    return all;
  }
}
