import { l1Calls } from "@trellis/l1";
import { DUTY_GAS, etherWorth, isWorthGas } from "@trellis/strategy";
import type { DutySettings, DutyView } from "../DutyView.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";

const RETRY = { firstMs: 2_000, maxMs: 300_000 };
/** Refusals that waiting does not change. */
const FINAL = new Set(["NotRefundable", "WrongWinner"]);

/** R9: takes back bid and bond of this account's losing commitments. */
export class BidReturner implements Role {
  readonly #view: DutyView;
  readonly #prices: DutySettings["prices"];
  readonly #duties: L1Duties;

  constructor(view: DutyView, { prices }: Pick<DutySettings, "prices">) {
    this.#view = view;
    this.#prices = prices;
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass: (error) => !FINAL.has(error) });
  }

  update(): void {
    const { chain, sender, l1 } = this.#view;
    const prices = this.#prices();
    if (!chain.isReady || prices === undefined) return;
    for (const { escrow, winner } of chain.refundable(sender.address)) {
      const { proposalId, proposal } = escrow;
      // A leader may lose its bond. The bid comes back in any case.
      if (!isWorthGas(proposal.burnBid, DUTY_GAS.refund, prices)) continue;
      const worth = etherWorth(proposal.burnBid, prices);
      const run = () => sender.send(l1Calls.refund(l1.addresses, proposal, winner), { worth });
      this.#duties.act(`refund ${proposalId}`, { action: "refund", proposalId, run });
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }
}
