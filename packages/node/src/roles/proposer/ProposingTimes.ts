import type { UsualProposing } from "@trellis/strategy";

/** Blocks whose times are remembered. The slowest of them counts, so that a block is rather built too early. */
const REMEMBERED = 8;
/** Part of the votes that has to have come. A few seats may be far away. */
const NEARLY_ALL = 0.95;
/** Moments kept of a block's votes; later ones replace the last. */
const MAX_MOMENTS = 1_024;

/** When the votes for an own block came. */
export class VoteArrivals {
  readonly #from: number;
  readonly #moments: { at: number; votes: number }[] = [];

  /** @param from - when the proposal was published, milliseconds. */
  constructor(from: number) {
    this.#from = from;
  }

  /** Notes how many votes there are. Call it regularly. */
  note(votes: number, now: number): void {
    const last = this.#moments.at(-1);
    if (votes <= (last?.votes ?? 0)) return;
    if (last !== undefined && this.#moments.length >= MAX_MOMENTS) Object.assign(last, { votes, at: now });
    else this.#moments.push({ votes, at: now });
  }

  /** Seconds from the proposal until nearly all of the votes noted so far had come; undefined without votes. */
  get seconds(): number | undefined {
    const all = this.#moments.at(-1)?.votes;
    if (all === undefined) return undefined;
    const moment = this.#moments.find(({ votes }) => votes >= NEARLY_ALL * all)!;
    return (moment.at - this.#from) / 1_000;
  }
}

/** How long this proposer's steps have taken in its last committed blocks. */
export class ProposingTimes {
  readonly #blocks: UsualProposing[] = [];

  /** Adds a committed block. */
  add(block: UsualProposing): void {
    this.#blocks.push(block);
    if (this.#blocks.length > REMEMBERED) this.#blocks.shift();
  }

  /** What both usually take at most; undefined before the first block. */
  get usual(): UsualProposing | undefined {
    if (this.#blocks.length === 0) return undefined;
    return {
      building: Math.max(...this.#blocks.map(({ building }) => building)),
      voting: Math.max(...this.#blocks.map(({ voting }) => voting)),
    };
  }
}
