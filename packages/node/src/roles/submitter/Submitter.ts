import { l1Call, type Mined, type RankedCommitment, windowsOf } from "@trellis/l1";
import { contributionsBitmap, fromHex, ROOT_NODE, roundPhase, toHex } from "@trellis/protocol";
import { chooseSubmission, type Submission, type SubmittableProof } from "@trellis/strategy";
import type { Logger } from "pino";
import { ownSeats } from "../../chain/ownSeats.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../proposals/NodeProofs.ts";
import { type ProposalsView, rankedProposals } from "../../proposals/rankedProposals.ts";
import { L1Duties, type L1DutiesView } from "../L1Duties.ts";
import type { Role } from "../Role.ts";
import { refusal } from "../refusal.ts";
import { type SubmissionView, submitInParts } from "./submitInParts.ts";

/** Pauses after a call that failed. */
const RETRY = { firstMs: 1_000, maxMs: 8_000 };

/** The parts of its node that a submitter uses. */
export interface SubmitterView extends L1DutiesView, ProposalsView, SubmissionView {
  readonly log: Logger;
}

/** A known block proof, with the facts that the choice needs. */
interface HeldProof extends SubmittableProof {
  readonly accepted: AcceptedNodeProof;
}

/**
 * P1.4: submits block proofs and ends rounds, which anyone may do. Every call is simulated first at no cost, and nodes act one after
 * the other, so that no node pays gas for a call that another has made.
 */
export class Submitter implements Role {
  readonly #view: SubmitterView;
  readonly #isOwnSeat: (seat: number) => boolean;
  readonly #duties: L1Duties;
  #roundKey = "";

  /** @param seatSecretKeys - keys of the own seats: a block that pays them may be worth its gas even if it does not lead. */
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
    const phase = roundPhase(windowsOf(chain.view.status), chain.now);
    if (phase === "proof") this.#submitBest();
    // Without a commitment no proof can come, so the contract does not wait for one.
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

  /** P7.1: submits each block's best proof if it is worth the gas to this node. */
  #submitBest(): void {
    const { log } = this.#view;
    for (const { known, row } of rankedProposals(this.#view)) {
      if (known.execution === undefined) continue;
      const chosen = this.#choose(known, row);
      if (chosen === undefined) continue;
      const { proof, reason } = chosen;
      const { provers, accepted } = proof;
      const key = `submit ${known.id} ${provers}`;
      if (this.#duties.isMyTurn(key, known.id, this.#isOwn(known))) {
        const run = () => {
          log.debug({ proposalId: known.id, provers, reason }, "submits a block proof");
          return this.#submit(known, accepted);
        };
        this.#duties.act(key, { action: "submitProof", proposalId: known.id, run });
      }
    }
  }

  #choose(known: KnownProposal, row: RankedCommitment): Submission<HeldProof> | undefined {
    const { active, ranking, view } = this.#view.chain;
    const { alpha, bestScore, settings } = view.status;
    const isOwnSeat = this.#isOwnSeat;
    const proofs = known.proofsOf(ROOT_NODE).map(
      (accepted): HeldProof => ({
        accepted,
        provers: accepted.bitmap.and(active).count(),
        // Computed only if needed: a block may have thousands of seats.
        get paysOwnSeat() {
          return accepted.bitmap.seats().some(isOwnSeat);
        },
      }),
    );
    const round = { ranking, alpha, bestScore, uncles: settings.uncles, fairPay: settings.fairPay };
    return chooseSubmission(row, this.#isOwn(known), proofs, round);
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
      // L1 has judged a proof that could not be judged here.
      if (refusal(error) === "InvalidProof") known.dropProof(accepted);
      throw error;
    }
  }
}
