import { type Round, score } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Journal } from "../calls/Journal.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import type { Commitment } from "./Commitment.ts";

/** All commitments, and those of each round in order of arrival. */
export class Commitments {
  readonly #byId: JournalMap<Hex, Commitment>;
  readonly #entered: JournalMap<bigint, readonly Hex[]>;

  constructor(journal: Journal) {
    this.#byId = new JournalMap(journal);
    this.#entered = new JournalMap(journal);
  }

  get(id: Hex): Commitment | undefined {
    return this.#byId.get(id);
  }

  /** Of one that is known to exist. */
  at(id: Hex): Commitment {
    return this.#byId.get(id)!;
  }

  /** Ids of a round's commitments in order of arrival. */
  entered(roundId: bigint): readonly Hex[] {
    return this.#entered.get(roundId) ?? [];
  }

  enter(id: Hex, commitment: Omit<Commitment, "place">): void {
    const others = this.entered(commitment.roundId);
    this.#byId.set(id, { ...commitment, place: others.length });
    this.#entered.set(commitment.roundId, [...others, id]);
  }

  change(id: Hex, change: Partial<Commitment>): void {
    this.#byId.set(id, { ...this.at(id), ...change });
  }

  /** P9.6: who leads a round among the commitments on `parent`: the best provisional score, of equals the earlier. */
  leader(round: Round, parent: Hex): Hex | undefined {
    let leader: Hex | undefined;
    let best = 0n;
    for (const id of this.entered(round.id)) {
      const { parent: own, committedProvers, burnBid } = this.at(id);
      if (own !== parent) continue;
      const reached = score(committedProvers, burnBid, round.alpha);
      if (leader === undefined || reached > best) [leader, best] = [id, reached];
    }
    return leader;
  }

  /** Whether a round has a commitment on `parent`. */
  hasChild(roundId: bigint, parent: Hex): boolean {
    return this.entered(roundId).some((id) => this.at(id).parent === parent);
  }

  /** Final score of a proven proposal, else the provisional one. */
  scoreOf(id: Hex, alpha: number): bigint {
    const { proven, provenProvers, committedProvers, burnBid } = this.at(id);
    return score(proven ? provenProvers : committedProvers, burnBid, alpha);
  }
}
