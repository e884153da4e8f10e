import { score } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Journal } from "../calls/Journal.ts";
import { JournalMap } from "../calls/JournalMap.ts";

/** The best two commitments of a round on one parent, by provisional score: `Lead` in IAuction.sol. */
export interface Lead {
  readonly proposalId: Hex;
  readonly seats: number;
  readonly burnBid: bigint;
  /** 0 seats: there is no second one. */
  readonly otherSeats: number;
  readonly otherBid: bigint;
}

/** Who leads each round on each parent. */
export class Leads {
  readonly #leads: JournalMap<string, Lead>;

  constructor(journal: Journal) {
    this.#leads = new JournalMap(journal);
  }

  /** Undefined where no commitment of the round is on the parent. */
  at(roundId: number, parent: Hex): Lead | undefined {
    return this.#leads.get(`${roundId} ${parent}`);
  }

  /** @returns whether the new commitment leads. */
  enter(
    roundId: number,
    parent: Hex,
    alpha: number,
    proposalId: Hex,
    seats: number,
    burnBid: bigint,
  ): boolean {
    const key = `${roundId} ${parent}`;
    const lead = this.#leads.get(key);
    const reached = score(seats, burnBid, alpha);
    if (lead === undefined) {
      this.#leads.set(key, { proposalId, seats, burnBid, otherSeats: 0, otherBid: 0n });
      return true;
    }
    if (reached > score(lead.seats, lead.burnBid, alpha)) {
      const { seats: otherSeats, burnBid: otherBid } = lead;
      this.#leads.set(key, { proposalId, seats, burnBid, otherSeats, otherBid });
      return true;
    }
    if (reached > score(lead.otherSeats, lead.otherBid, alpha)) {
      this.#leads.set(key, { ...lead, otherSeats: seats, otherBid: burnBid });
    }
    return false;
  }
}
