import { courtCalls, type Mined, slashReport } from "@trellis/l1";
import {
  type Contribution,
  type ContributionTree,
  nodeNumber,
  type TranscriptEntry,
} from "@trellis/protocol";
import { nodeOccasion } from "@trellis/strategy";
import { DUTY_HEIGHTS } from "../../chain/dutyHeights.ts";
import { ownSeats } from "../../chain/ownSeats.ts";
import { acceptedProof } from "../../proposals/acceptedProof.ts";
import { contributionTreeOf } from "../../proposals/contributionTreeOf.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../proposals/NodeProofs.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";
import type { CourtView } from "./CourtView.ts";

const RETRY = { firstMs: 2_000, maxMs: 60_000 };

/** A node that a seat other than the named one proved. */
interface UnprovenNode {
  readonly entry: TranscriptEntry;
  readonly contribution: Contribution;
}

/** The nodes of an accepted block that their named seats did not prove. */
interface Findings {
  readonly tree: ContributionTree;
  readonly nodes: readonly UnprovenNode[];
}

/**
 * P9.1: once a round is final, reports seats that an accepted block's transcript names and whose nodes others proved. The seat that
 * proved instead is paid for the slash and goes first; others follow after delays. A seat whose own proof of the node was seen here
 * is not reported: the accepted proof has left it out.
 */
export class UnprovenNodeWatcher implements Role {
  readonly #view: CourtView & ProposalsView;
  readonly #isOwnSeat: (seat: number) => boolean;
  readonly #duties: L1Duties;
  readonly #findings = new WeakMap<AcceptedNodeProof, Findings>();

  /** @param seatSecretKeys - keys of own seats, which are not reported. */
  constructor(view: CourtView & ProposalsView, seatSecretKeys: readonly Uint8Array[]) {
    this.#view = view;
    this.#isOwnSeat = ownSeats(view.chain, seatSecretKeys);
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass: (error) => error === "RoundNotFinal" });
  }

  update(): void {
    const { chain, proposals } = this.#view;
    if (!chain.isReady) return;
    for (const { height } of chain.finals.slice(-DUTY_HEIGHTS)) {
      for (const { proposalId } of chain.provenAt(height)) {
        const known = proposals.get(proposalId);
        const accepted = acceptedProof(chain, known);
        if (known !== undefined && accepted !== undefined) this.#watch(known, accepted);
      }
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }

  #watch(known: KnownProposal, accepted: AcceptedNodeProof): void {
    const { tree, nodes } = this.#find(known, accepted);
    for (const { entry, contribution } of nodes) {
      const number = nodeNumber(entry.node);
      if (this.#isSettled(known, entry, number)) continue;
      const key = `report ${known.id} ${number} ${entry.seat}`;
      const isBackup = contribution.seat !== null && this.#isOwnSeat(contribution.seat);
      if (!this.#duties.isMyTurn(key, nodeOccasion(known.id, number), isBackup)) continue;
      const run = () => this.#report(known, entry, tree);
      this.#duties.act(key, { action: "report", proposalId: known.id, run });
    }
  }

  #find(known: KnownProposal, accepted: AcceptedNodeProof): Findings {
    const found = this.#findings.get(accepted);
    if (found !== undefined) return found;
    const tree = contributionTreeOf(accepted.message, known.proposal.depth);
    const nodes = (known.transcript?.entries ?? [])
      .map((entry) => ({ entry, contribution: tree.at(entry.node) }))
      .filter(({ entry, contribution }) => contribution.seat !== entry.seat);
    const findings = { tree, nodes };
    if (known.transcript !== undefined) this.#findings.set(accepted, findings);
    return findings;
  }

  #isSettled(known: KnownProposal, { node, seat, vote }: TranscriptEntry, number: number): boolean {
    const { cases } = this.#view.chain;
    return (
      this.#isOwnSeat(seat) ||
      cases.get(known.id, number, seat) !== undefined ||
      cases.isVoid(known.id, vote, seat) ||
      known.proofsOf(node).some(({ message }) => message.seat === seat)
    );
  }

  #report(known: KnownProposal, entry: TranscriptEntry, tree: ContributionTree): Promise<Mined> {
    const { chain, sender, l1 } = this.#view;
    const committed = chain.commitment(known.id)!;
    const { entries } = known.transcript!;
    const call = courtCalls.report(l1.addresses, slashReport(committed, entries, entry, tree));
    return sender.send(call);
  }
}
