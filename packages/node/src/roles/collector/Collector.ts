import type { DutyView } from "../DutyView.ts";
import type { Role } from "../Role.ts";
import { BidReturner } from "./BidReturner.ts";
import { type ClaimSettings, PayClaimer } from "./PayClaimer.ts";
import { RewardSettler } from "./RewardSettler.ts";
import { UncleNamer } from "./UncleNamer.ts";

/**
 * Collects what L1 owes this node: bids and bonds of its account (R9), its block rewards (P8.3), and the pay of its seats (P8.3, R7). No
 * call costs more than it brings (M7).
 */
export class Collector implements Role {
  readonly #parts: readonly Role[];

  constructor(view: DutyView, settings: ClaimSettings) {
    this.#parts = [
      new BidReturner(view, settings),
      new RewardSettler(view, settings),
      new UncleNamer(view, settings),
      new PayClaimer(view, settings),
    ];
  }

  update(): void {
    for (const part of this.#parts) part.update();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.stop()));
  }
}
