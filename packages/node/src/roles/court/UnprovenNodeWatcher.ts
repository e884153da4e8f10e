import { courtCalls } from "@trellis/l1";
import {
  bitmapHash,
  type Contribution,
  type ContributionTree,
  nodeNumber,
  type TranscriptEntry,
  toHex,
  transcriptPath,
} from "@trellis/protocol";
import { nodeOccasion } from "@trellis/strategy";
import { DUTY_HEIGHTS } from "../../chain/dutyHeights.ts";
import { ownSeats } from "../../chain/ownSeats.ts";
import { acceptedProof } from "../../proposals/acceptedProof.ts";
import type { BlockRecord } from "../../proposals/BlockRecord.ts";
import { contributionTreeOf } from "../../proposals/contributionTreeOf.ts";
import type { AcceptedNodeProof } from "../../proposals/NodeProofs.ts";
import { L1Duties } from "../L1Duties.ts";
import type { ActingContext, Role } from "../NodeContext.ts";

const RETRY = { firstMs: 2_000, maxMs: 60_000 };

/** A node that somebody else proved than its transcript names. */
interface UnprovenNode {
  readonly entry: TranscriptEntry;
  readonly contribution: Contribution;
}

/** What an accepted proof leaves open. */
interface Findings {
  readonly tree: ContributionTree;
  readonly nodes: readonly UnprovenNode[];
}

/**
 * P9.1: reports seats that are named in an accepted block's transcript and whose nodes others proved, once their round is final.
 * Whoever proved instead is paid for the slash and goes first, then others in turn. A seat whose own proof of the node was seen here is
 * not reported: the proof that L1 took has left it out.
 */
export class UnprovenNodeWatcher implements Role {
  readonly #context: ActingContext;
  readonly #isOwnSeat: (seat: number) => boolean;
  readonly #duties: L1Duties;
  readonly #findings = new WeakMap<AcceptedNodeProof, Findings>();

  /** @param seatSecretKeys - of one's own seats, which one does not report. */
  constructor(context: ActingContext, seatSecretKeys: readonly Uint8Array[]) {
    this.#context = context;
    this.#isOwnSeat = ownSeats(context.chain, seatSecretKeys);
    this.#duties = new L1Duties(context, { retry: RETRY, mayPass: (error) => error === "RoundNotFinal" });
  }

  update(): void {
    const { chain, records } = this.#context;
    if (!chain.isReady) return;
    for (const { height } of chain.finals.slice(-DUTY_HEIGHTS)) {
      for (const { proposalId } of chain.provenAt(height)) {
        const record = records.get(proposalId);
        const accepted = record === undefined ? undefined : acceptedProof(chain, record);
        if (record !== undefined && accepted !== undefined) this.#watch(record, accepted);
      }
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }

  #watch(record: BlockRecord, accepted: AcceptedNodeProof): void {
    const { tree, nodes } = this.#find(record, accepted);
    for (const { entry, contribution } of nodes) {
      const number = nodeNumber(entry.node);
      if (this.#isSettled(record, entry, number)) continue;
      const key = `report ${record.id} ${number} ${entry.seat}`;
      const isBackup = contribution.seat !== null && this.#isOwnSeat(contribution.seat);
      if (!this.#duties.isMyTurn(key, nodeOccasion(record.id, number), isBackup)) continue;
      const run = () => this.#report(record, entry, contribution, tree);
      this.#duties.act(key, { action: "report", proposalId: record.id, run });
    }
  }

  #find(record: BlockRecord, accepted: AcceptedNodeProof): Findings {
    const known = this.#findings.get(accepted);
    if (known !== undefined) return known;
    const tree = contributionTreeOf(accepted.message, record.proposal.depth);
    const nodes = (record.transcript?.entries ?? [])
      .map((entry) => ({ entry, contribution: tree.at(entry.node) }))
      .filter(({ entry, contribution }) => contribution.seat !== entry.seat);
    const findings = { tree, nodes };
    if (record.transcript !== undefined) this.#findings.set(accepted, findings);
    return findings;
  }

  #isSettled(record: BlockRecord, { node, seat, vote }: TranscriptEntry, number: number): boolean {
    const { cases } = this.#context.chain;
    return (
      this.#isOwnSeat(seat) ||
      cases.get(record.id, number, seat) !== undefined ||
      cases.isVoid(record.id, vote, seat) ||
      record.proofsOf(node).some(({ message }) => message.seat === seat)
    );
  }

  #report(
    record: BlockRecord,
    entry: TranscriptEntry,
    contribution: Contribution,
    tree: ContributionTree,
  ): ReturnType<ActingContext["actions"]["sender"]["send"]> {
    const { chain, actions } = this.#context;
    const committed = chain.commitment(record.id)!;
    const { entries } = record.transcript!;
    const call = courtCalls.report(actions.addresses, {
      proposalId: record.id,
      transcriptRoot: committed.transcriptRoot,
      bitmapHash: toHex(bitmapHash(committed.bitmap)),
      entry,
      siblings: transcriptPath(entries, record.proposal.depth, entry.node),
      contribution,
      children: tree.childHashes(entry.node),
      path: tree.path(entry.node),
    });
    return actions.sender.send(call);
  }
}
