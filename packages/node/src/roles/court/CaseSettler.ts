import { slashingCalls } from "@trellis/l1";
import { DUTY_GAS, etherWorth, isWorthGas } from "@trellis/strategy";
import type { Hex } from "viem";
import type { SeatCase } from "../../chain/CaseBook.ts";
import { ownSeats } from "../../chain/ownSeats.ts";
import type { DutySettings, DutyView } from "../DutyView.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";
import { paysOf } from "./paysOf.ts";

const RETRY = { firstMs: 2_000, maxMs: 60_000 };

/**
 * R8: settles cases after their contest window: the reporter that gets the bounty does, and the owner of a seat that has answered
 * everything, because an open case holds its stake. Nobody else gains anything by it.
 */
export class CaseSettler implements Role {
  readonly #view: DutyView;
  readonly #settings: DutySettings;
  readonly #isOwnSeat: (seat: number, root?: bigint) => boolean;
  readonly #duties: L1Duties;

  constructor(view: DutyView, settings: DutySettings) {
    this.#view = view;
    this.#settings = settings;
    this.#isOwnSeat = ownSeats(view.chain, settings.seatSecretKeys);
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass: (error) => error === "ContestWindowOpen" });
  }

  update(): void {
    const { chain, sender, l1 } = this.#view;
    const prices = this.#settings.prices();
    if (!chain.isReady || prices === undefined) return;
    for (const it of chain.cases.open()) {
      // Uses the latest block's time; the next block's is not earlier.
      if (chain.view.block.timestamp <= it.answerBy) continue;
      const gain = this.#gainOf(it);
      if (!isWorthGas(gain, DUTY_GAS.settleCase, prices)) continue;
      const { proposalId, seat } = it;
      const worth = etherWorth(gain, prices);
      const run = () => sender.send(slashingCalls.settle(l1.addresses, proposalId, seat), { worth });
      this.#duties.act(`settle ${proposalId} ${seat}`, { action: "settleCase", proposalId, run });
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }

  #gainOf(it: SeatCase): bigint {
    const { chain, sender } = this.#view;
    if (it.nodes.length > 0) return this.#rewardedFor(it) === sender.address ? chain.court.reportBounty : 0n;
    const root = chain.commitment(it.proposalId)?.facts?.proverSetRoot;
    return this.#isOwnSeat(it.seat, root) ? chain.view.stakes.stake : 0n;
  }

  /** The reporter that gets the bounty. */
  #rewardedFor({ proposalId, reports }: SeatCase): Hex | undefined {
    const payOf = paysOf(this.#view.chain, proposalId);
    let best: { readonly reporter: Hex; readonly pay: bigint } | undefined;
    for (const { reporter, nodes } of reports) {
      const pay = nodes.reduce((sum, number) => sum + (payOf?.(number) ?? 0n), 0n);
      if (best === undefined || pay > best.pay) best = { reporter, pay };
    }
    return best?.reporter;
  }
}
