import { l1Call, type Mined, type RankedCommitment } from "@trellis/l1";
import { contributionsBitmap, fromHex, ROOT_NODE, roundPhase, score, toHex } from "@trellis/protocol";
import { ownSeats } from "../../chain/ownSeats.ts";
import { viewWindows } from "../../chain/viewWindows.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../proposals/NodeProofs.ts";
import { rankedProposals } from "../../proposals/rankedProposals.ts";
import { L1Duties } from "../L1Duties.ts";
import type { ActingContext, Role } from "../NodeContext.ts";
import { refusal } from "../refusal.ts";
import { submitInParts } from "./submitInParts.ts";

/** Pauses after a call that failed. */
const RETRY = { firstMs: 1_000, maxMs: 8_000 };

/** What a submitter uses of its node. */
export type SubmitterView = Pick<
  ActingContext,
  "chain" | "proposals" | "sender" | "l1" | "clock" | "emit" | "log"
>;

/**
 * P1.4: submits block proofs and ends rounds, which anyone may do. Every call is tried first at no cost, and nodes act one after the
 * other, so that nobody pays gas for what another has done.
 */
export class Submitter implements Role {
  readonly #view: SubmitterView;
  readonly #isOwnSeat: (seat: number) => boolean;
  readonly #duties: L1Duties;
  #roundKey = "";

  /** @param seatSecretKeys - keys of the own seats: a block that pays them may be worth its gas although it does not lead. */
  constructor(view: SubmitterView, seatSecretKeys: readonly Uint8Array[]) {
    this.#view = view;
    this.#isOwnSeat = ownSeats(view.chain, seatSecretKeys);
    this.#duties = new L1Duties(view, { retry: RETRY });
  }

  update(): void {
    const { chain } = this.#view;
    if (!chain.isReady) return;
    const { status } = chain.view;
    const roundKey = String(status.roundId);
    if (roundKey !== this.#roundKey) {
      this.#roundKey = roundKey;
      this.#duties.clear();
    }
    const phase = roundPhase(viewWindows(chain.view), chain.now);
    if (phase === "proof") this.#submitBest();
    // Without a commitment no proof can come: the contract does not wait for one.
    if (phase === "finalisable" || (phase === "proof" && chain.ranking.length === 0)) {
      const key = `finalise ${status.roundId}`;
      const best = this.#view.proposals.get(status.best);
      const isOwn = best !== undefined && this.#isOwn(best);
      if (this.#duties.isMyTurn(key, status.roundId, isOwn)) {
        const { sender, l1 } = this.#view;
        const run = () => sender.send(l1Call(l1.addresses, "rollup", "finalize", []));
        this.#duties.act(key, { action: "finalize", run });
      }
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }

  #isOwn(known: KnownProposal): boolean {
    return toHex(known.proposal.proposer) === this.#duties.address;
  }

  /** P7.1: block proofs that would lead the ranking, and those that would be paid for as uncles. */
  #submitBest(): void {
    const { chain } = this.#view;
    for (const { known, row } of rankedProposals(this.#view)) {
      const accepted = this.#bestProof(known, row);
      if (accepted === undefined || known.execution === undefined) continue;
      const provers = accepted.bitmap.and(chain.active).count();
      const key = `submit ${known.id} ${provers}`;
      if (this.#duties.isMyTurn(key, known.id, this.#isOwn(known))) {
        const run = () => this.#submit(known, accepted);
        this.#duties.act(key, { action: "submitProof", proposalId: known.id, run });
      }
    }
  }

  /** P7.2: the proof with most provers that may be counted, if L1 would take it and it is worth its gas to this node. */
  #bestProof(known: KnownProposal, row: RankedCommitment): AcceptedNodeProof | undefined {
    const { active, view } = this.#view.chain;
    let best: { accepted: AcceptedNodeProof; provers: number } | undefined;
    for (const accepted of known.proofsOf(ROOT_NODE)) {
      const provers = accepted.bitmap.and(active).count();
      if (best === undefined || provers > best.provers) best = { accepted, provers };
    }
    if (best === undefined || (row.proven && best.provers <= row.provenProvers)) return undefined;
    const reached = score(best.provers, row.burnBid, view.status.alpha);
    if (reached > view.status.bestScore) return best.accepted;
    return this.#isPaidBehind(known, row, best.accepted, reached) ? best.accepted : undefined;
  }

  /** P8.4, P8.5: whether a block that does not lead pays this node's seats; P9.6: or saves the bond of this node's own leading bid. */
  #isPaidBehind(
    known: KnownProposal,
    row: RankedCommitment,
    accepted: AcceptedNodeProof,
    reached: bigint,
  ): boolean {
    const { ranking, view } = this.#view.chain;
    const { status } = view;
    if (this.#isOwn(known) && !row.proven && this.#hasLed(row)) return true;
    if (!accepted.bitmap.seats().some(this.#isOwnSeat)) return false;
    const ahead = ranking.filter((other) => other !== row && other.proven && other.score >= reached).length;
    return status.settings.fairPay || ahead <= status.settings.uncles;
  }

  /** P9.6: whether the commitment leads the provisional ranking; at equal scores the earlier one does. */
  #hasLed(row: RankedCommitment): boolean {
    const { ranking, view } = this.#view.chain;
    const { status } = view;
    const provisional = ({ committedProvers, burnBid }: RankedCommitment): bigint =>
      score(committedProvers, burnBid, status.alpha);
    const own = provisional(row);
    const place = ranking.indexOf(row);
    return ranking.every((other, i) => (i < place ? provisional(other) < own : provisional(other) <= own));
  }

  async #submit(known: KnownProposal, accepted: AcceptedNodeProof): Promise<Mined> {
    const { chain } = this.#view;
    const committed = chain.commitment(known.id)!;
    const execution = known.execution!;
    try {
      return await submitInParts(this.#view, {
        proposal: known.proposal,
        transcriptRoot: fromHex(committed.transcriptRoot),
        committedBitmap: committed.bitmap,
        provenBitmap: contributionsBitmap(accepted.message.contributions),
        stateAfter: execution.stateAfter.root(),
        contributionsHash: accepted.contributionsHash,
        fees: execution.fees,
        messageCount: chain.view.status.messagesConsumed + BigInt(execution.consumed),
        data: execution.data,
        proof: accepted.message.proof,
      });
    } catch (error) {
      // L1 has the last word on what could not be judged here.
      if (refusal(error) === "InvalidProof") known.dropProof(accepted);
      throw error;
    }
  }
}
