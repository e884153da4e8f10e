import { GOSSIP_LIMITS } from "@trellis/gossip";
import { type Vote, voteNumber } from "@trellis/protocol";

/** Votes for one proposal, each once. When full, it drops a vote of the seat that has most, so that a few seats cannot fill it. */
export class VoteBox {
  readonly #bySeat = new Map<number, Map<number, Vote>>();
  readonly #limit: number;
  #size = 0;

  constructor(limit = GOSSIP_LIMITS.votesPerProposal) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  /** Forgets the votes, but not how many there were. */
  forget(): void {
    this.#bySeat.clear();
  }

  all(): Vote[] {
    return [...this.#bySeat.values()].flatMap((votes) => [...votes.values()]);
  }

  add(vote: Vote): void {
    const key = voteNumber(vote);
    const own = this.#bySeat.get(vote.seat) ?? new Map<number, Vote>();
    if (own.has(key)) return;
    if (this.#size >= this.#limit) {
      const largest = [...this.#bySeat.values()].reduce((a, b) => (b.size > a.size ? b : a));
      if (largest.size <= own.size + 1) return;
      // Drops the highest slot: provers fill their slots from 0.
      largest.delete([...largest.keys()].at(-1)!);
      this.#size--;
    }
    own.set(key, vote);
    this.#bySeat.set(vote.seat, own);
    this.#size++;
  }
}
