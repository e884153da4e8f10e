import { DEFAULT_LIMITS } from "@trellis/gossip";
import { nodeKey, type Vote } from "@trellis/protocol";

/** Votes for one proposal, each once. When it is full, the seat with most of them makes room: a few cannot shut the others out. */
export class VoteBox {
  readonly #bySeat = new Map<number, Map<string, Vote>>();
  readonly #limit: number;
  #size = 0;

  constructor(limit = DEFAULT_LIMITS.votesPerProposal) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  all(): Vote[] {
    return [...this.#bySeat.values()].flatMap((votes) => [...votes.values()]);
  }

  add(vote: Vote): void {
    const key = `${nodeKey(vote)}:${vote.slot}`;
    const own = this.#bySeat.get(vote.seat) ?? new Map<string, Vote>();
    if (own.has(key)) return;
    if (this.#size >= this.#limit) {
      const largest = [...this.#bySeat.values()].reduce((a, b) => (b.size > a.size ? b : a));
      if (largest.size <= own.size + 1) return;
      // The latest goes: provers fill their places from slot 0.
      largest.delete([...largest.keys()].at(-1)!);
      this.#size--;
    }
    own.set(key, vote);
    this.#bySeat.set(vote.seat, own);
    this.#size++;
  }
}
