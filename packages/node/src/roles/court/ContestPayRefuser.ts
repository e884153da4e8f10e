import { courtCalls } from "@trellis/l1";
import { nodeOccasion } from "@trellis/strategy";
import { ownSeats } from "../../chain/ownSeats.ts";
import { acceptedProof } from "../../proposals/acceptedProof.ts";
import { contributionTreeOf } from "../../proposals/contributionTreeOf.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";
import type { CourtView } from "./CourtView.ts";

const RETRY = { firstMs: 2_000, maxMs: 60_000 };

/**
 * P9.3: shows L1 that a seat which contested for one node has proven another of the same block. It has the block's pay already, and
 * would take that of a missing seat. The node that owns a missing seat goes first.
 */
export class ContestPayRefuser implements Role {
  readonly #view: CourtView & ProposalsView;
  readonly #isOwnSeat: (seat: number) => boolean;
  readonly #duties: L1Duties;

  constructor(view: CourtView & ProposalsView, seatSecretKeys: readonly Uint8Array[]) {
    this.#view = view;
    this.#isOwnSeat = ownSeats(view.chain, seatSecretKeys);
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass: () => false });
  }

  update(): void {
    const { chain, proposals, sender, l1 } = this.#view;
    if (!chain.isReady) return;
    const winners = new Set(chain.finals.map(({ proposalId }) => proposalId));
    const unpaid = chain.cases.unpaid().filter(({ proposalId }) => winners.has(proposalId));
    for (const { proposalId, seat, nodeNumber } of unpaid) {
      const known = proposals.get(proposalId);
      const accepted = acceptedProof(chain, known);
      const proven = accepted?.message.contributions.find((other) => other.seat === seat);
      if (known === undefined || accepted === undefined || proven === undefined) continue;
      const key = `refuse ${proposalId} ${seat}`;
      const isHarmed = unpaid.some(
        (other) => other.proposalId === proposalId && other.seat !== seat && this.#isOwnSeat(other.seat),
      );
      if (
        this.#isOwnSeat(seat) ||
        !this.#duties.isMyTurn(key, nodeOccasion(proposalId, nodeNumber), isHarmed)
      ) {
        continue;
      }
      const run = () => {
        const tree = contributionTreeOf(accepted.message, known.proposal.depth);
        const shown = { proposalId, ...tree.opening(proven.node) };
        return sender.send(courtCalls.refuseContestPay(l1.addresses, shown));
      };
      this.#duties.act(key, { action: "refuseContestPay", proposalId, run });
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }
}
