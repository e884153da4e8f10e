import { courtCalls, type Mined } from "@trellis/l1";
import { nodeNumber, transcriptPath } from "@trellis/protocol";
import type { SeatCase } from "../../chain/CaseBook.ts";
import { ownSeats } from "../../chain/ownSeats.ts";
import type { ProvenBlockStore } from "../../disk/ProvenBlockStore.ts";
import { contributionTreeOf } from "../../proposals/contributionTreeOf.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { storedBlock } from "../../proposals/storedBlock.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";
import type { CourtView } from "./CourtView.ts";

/** The report window may be a day: a claim that is too early is tried again up to ten minutes later, at no cost. */
const RETRY = { firstMs: 2_000, maxMs: 600_000 };

/** P9.3: claims the pay of own seats' contests that came in time, for winning blocks, once the report window is over. */
export class ContestPayClaimer implements Role {
  readonly #view: CourtView & ProposalsView;
  readonly #provenBlocks: ProvenBlockStore;
  readonly #isOwnSeat: (seat: number) => boolean;
  readonly #duties: L1Duties;

  constructor(
    view: CourtView & ProposalsView,
    provenBlocks: ProvenBlockStore,
    seatSecretKeys: readonly Uint8Array[],
  ) {
    this.#view = view;
    this.#provenBlocks = provenBlocks;
    this.#isOwnSeat = ownSeats(view.chain, seatSecretKeys);
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass: (error) => error === "ReportWindowOpen" });
  }

  update(): void {
    const { chain } = this.#view;
    if (!chain.isReady) return;
    const winners = new Set(chain.finals.map(({ proposalId }) => proposalId));
    for (const it of chain.cases.unpaid()) {
      const { proposalId, nodeNumber: number, seat } = it;
      if (!this.#isOwnSeat(seat) || !winners.has(proposalId)) continue;
      const key = `contest pay ${proposalId} ${number} ${seat}`;
      this.#duties.act(key, { action: "claimContestPay", proposalId, run: () => this.#claim(it) });
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }

  async #claim({ proposalId, nodeNumber: number, seat }: SeatCase): Promise<Mined> {
    const { chain, sender, l1 } = this.#view;
    const known = await storedBlock(this.#view, this.#provenBlocks, proposalId);
    const committed = chain.commitment(proposalId);
    const entry = known?.transcript.entries.find(
      (other) => other.seat === seat && nodeNumber(other.node) === number,
    );
    if (known === undefined || committed === undefined || entry === undefined) {
      throw new Error("this node does not have the block's transcript and accepted proof yet");
    }
    const { depth } = committed.proposal;
    const tree = contributionTreeOf(known.proof, depth);
    const call = courtCalls.claimContestPay(l1.addresses, {
      proposalId,
      transcriptRoot: committed.transcriptRoot,
      committedBitmap: committed.bitmap.words(),
      entry,
      siblings: transcriptPath(known.transcript.entries, depth, entry.node),
      ...tree.opening(entry.node),
    });
    return sender.send(call);
  }
}
