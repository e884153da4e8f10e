import { type BlockRecord, l1Call } from "@trellis/l1";
import { ROOT_NODE, rankByScore, score, toHex } from "@trellis/protocol";
import { bestProven, canEndRound, chooseSubmission, payTerms, type Submission } from "@trellis/strategy";
import type { Logger } from "pino";
import { ownSeats } from "../../chain/ownSeats.ts";
import type { OpenedRound } from "../../chain/RoundBook.ts";
import type { ProofWants } from "../../fetching/ProofFetcher.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProofBook } from "../../proposals/proofs/ProofBook.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { L1Duties, type L1DutiesView } from "../L1Duties.ts";
import type { PublishView } from "../publishing/publishTransactions.ts";
import type { Role } from "../Role.ts";
import { type HeldProof, heldProof, keptProofs, type OwnPart } from "./blockProofs.ts";
import { type RoundBid, roundBids } from "./roundBids.ts";
import { submitBlockProof } from "./submitBlockProof.ts";

/** Pauses after a call that failed. */
const RETRY = { firstMs: 1_000, maxMs: 8_000 };

/** So many slots before the proof window ends nobody waits for others any more. */
const LAST_SLOTS = 5;

/** The parts of its node that a submitter uses. */
export interface SubmitterView extends L1DutiesView, ProposalsView, PublishView {
  readonly fetcher: ProofWants;
  readonly log: Logger;
}

/**
 * P1.4: submits block proofs and ends rounds, which anyone may do. Every call is simulated first at no cost, and nodes act one after
 * the other, so that no node pays gas for a call that another has made.
 */
export class Submitter implements Role {
  readonly #view: SubmitterView;
  readonly #book: ProofBook;
  readonly #isOwnSeat: (seat: number) => boolean;
  readonly #duties: L1Duties;
  readonly #held = new WeakMap<HeldProof["accepted"], OwnPart>();
  #roundId = 0;

  /** @param seatSecretKeys - keys of the own seats: a block that pays them may be worth its gas even if it does not lead. */
  constructor(view: SubmitterView, book: ProofBook, seatSecretKeys: readonly Uint8Array[]) {
    this.#view = view;
    this.#book = book;
    this.#isOwnSeat = ownSeats(view.chain, seatSecretKeys);
    this.#duties = new L1Duties(view, { retry: RETRY });
  }

  update(): void {
    const { chain } = this.#view;
    if (!chain.isReady || chain.isStopped) return;
    const { roundId } = chain.running;
    if (roundId !== this.#roundId) {
      this.#roundId = roundId;
      this.#duties.clear();
    }
    for (const round of this.#openRounds()) this.#submitBest(round);
    this.#endRound();
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }

  /** R16: the rounds of which L1 takes proofs now: the running one, and those that ended early. */
  #openRounds(): OpenedRound[] {
    const { chain, proposals } = this.#view;
    const rounds = new Map<number, OpenedRound>();
    for (const { id } of proposals.all()) {
      const round = chain.roundOfCommitment(id);
      const { proofStart, proofEnd } = round?.windows ?? {};
      if (round === undefined || proofStart === undefined || proofEnd === undefined) continue;
      if (chain.now >= proofStart && chain.now < proofEnd) rounds.set(round.roundId, round);
    }
    return [...rounds.values()];
  }

  #isOwn(record: BlockRecord): boolean {
    return toHex(record.proposal.proposer) === this.#duties.address;
  }

  /** P7.1: submits each block's best proof if it is worth the gas to this node. */
  #submitBest({ roundId, alpha, windows }: OpenedRound): void {
    const { chain, proposals } = this.#view;
    const bids = roundBids(chain, roundId, alpha, (record) => this.#isOwn(record));
    const choices = bids.flatMap((bid) => {
      const known = proposals.get(bid.record.proposalId);
      if (known?.execution === undefined || known.transcript === undefined) return [];
      const chosen = this.#choose(known, bid, bids, alpha);
      return chosen === undefined ? [] : [{ known, bid, ...chosen }];
    });
    const { proofEnd = chain.now } = windows;
    const isLate = chain.now + BigInt(LAST_SLOTS * chain.settings.slotTime) >= proofEnd;
    const [leading] = rankByScore(
      choices
        .filter(({ reason }) => reason === "leads")
        .map((it) => ({ it, score: score(it.proof.committedProvers, it.bid.burnBid, alpha) })),
    );
    for (const choice of choices) {
      const { bid, reason } = choice;
      // Of several blocks that would lead, others than their proposers submit the one that wins.
      if (reason === "leads" && !bid.isOwn && choice !== leading?.it) continue;
      this.#submit(choice, bid.isOwn || isLate);
    }
  }

  /** @param isConcerned - whether it need not wait. Otherwise the seats that a proof pays take turns, because one call serves them all. */
  #submit(
    { known, proof, reason }: Submission<HeldProof> & { readonly known: KnownProposal },
    isConcerned: boolean,
  ): void {
    const { leaf, merge, root } = proof.vacant;
    const shows = `${proof.nodes.toString(16)} ${leaf} ${merge} ${root}`;
    const key = `submit ${known.id} ${proof.committedProvers} ${proof.committedWeight} ${shows}`;
    if (!this.#duties.isMyTurn(key, known.id, isConcerned)) return;
    const run = () => {
      this.#view.log.debug({ proposalId: known.id, reason }, "submits a block proof");
      return submitBlockProof(this.#view, this.#book, known, proof.accepted);
    };
    this.#duties.act(key, { action: "submitProof", proposalId: known.id, run });
  }

  #choose(
    known: KnownProposal,
    bid: RoundBid,
    bids: readonly RoundBid[],
    alpha: number,
  ): Submission<HeldProof> | undefined {
    const { settings } = this.#view.chain;
    const { weights } = payTerms(settings, known.proposal);
    const winner = bestProven(bids)?.record.committed;
    const best = bid.record.kept[bid.record.best]?.provers;
    const isNew = (seat: number): boolean => winner?.has(seat) !== true && best?.has(seat) !== true;
    this.#view.fetcher.want(known, ROOT_NODE);
    const proofs = known.proofsOf(ROOT_NODE).map((accepted) => {
      const made = this.#held.get(accepted) ?? heldProof(accepted, known.proposal.depth, this.#isOwnSeat);
      this.#held.set(accepted, made);
      return { ...made, hasNewOwnSeat: made.ownProvers.some(isNew) };
    });
    const { uncles, uncleMinBps } = settings;
    const round = { bids, alpha, uncles, uncleMinBps };
    return chooseSubmission(bid, bid.isOwn, proofs, keptProofs(bid.record, weights), round);
  }

  /** P3.3, R16: ends the running round, once its window is over or it is decided. */
  #endRound(): void {
    const { chain, sender, l1 } = this.#view;
    const { roundId, windows, alpha } = chain.running;
    if (windows === undefined) return;
    const bids = roundBids(chain, roundId, alpha, (record) => this.#isOwn(record));
    const { commitEnd, proofStart, proofEnd } = windows;
    const { earlyEnd } = chain.settings;
    if (!canEndRound(bids, { now: chain.now, commitEnd, proofStart, proofEnd, earlyEnd })) return;
    const key = `finalise ${roundId}`;
    if (!this.#duties.isMyTurn(key, BigInt(roundId), bestProven(bids)?.isOwn === true)) return;
    const run = () => sender.send(l1Call(l1.addresses, "rollup", "finalize", []));
    this.#duties.act(key, { action: "finalize", run });
  }
}
