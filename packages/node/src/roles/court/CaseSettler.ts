import { l1Call } from "@trellis/l1";
import { nodeOccasion } from "@trellis/strategy";
import { ownSeats } from "../../chain/ownSeats.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";
import type { CourtView } from "./CourtView.ts";

const RETRY = { firstMs: 2_000, maxMs: 60_000 };

/** P9.2: settles reports after their contest window. The seat that proved the node instead is paid then, so it goes first. */
export class CaseSettler implements Role {
  readonly #view: CourtView;
  readonly #isOwnSeat: (seat: number) => boolean;
  readonly #duties: L1Duties;

  constructor(view: CourtView, seatSecretKeys: readonly Uint8Array[]) {
    this.#view = view;
    this.#isOwnSeat = ownSeats(view.chain, seatSecretKeys);
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass: (error) => error === "ContestWindowOpen" });
  }

  update(): void {
    const { chain, sender, l1 } = this.#view;
    if (!chain.isReady) return;
    const { view, cases } = chain;
    for (const { proposalId, nodeNumber, seat, contestEnd, backup } of cases.open()) {
      // Uses the latest block's time; the next block's is not earlier.
      if (view.block.timestamp <= contestEnd || this.#isOwnSeat(seat)) continue;
      const key = `settle ${proposalId} ${nodeNumber} ${seat}`;
      const isBackup = backup !== undefined && this.#isOwnSeat(backup);
      if (!this.#duties.isMyTurn(key, nodeOccasion(proposalId, nodeNumber), isBackup)) continue;
      const run = () =>
        sender.send(l1Call(l1.addresses, "court", "settle", [proposalId, BigInt(nodeNumber), seat]));
      this.#duties.act(key, { action: "settle", proposalId, run });
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }
}
