import {
  authorisedHash,
  bondOf,
  commitmentDigest,
  lostBond,
  MAX_DEPTH,
  type Proposal,
  type ProverBitmap,
  proposalId,
  score,
  toBigInt,
  toBytes,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refusal, refuseIf } from "../calls/refuseIf.ts";
import { isField } from "../vault/isField.ts";
import type { AuctionInit } from "./AuctionInit.ts";
import type { Commitment } from "./Commitment.ts";
import { type Lead, Leads } from "./Leads.ts";
import { ProposerBalances } from "./ProposerBalances.ts";
import type { Round } from "./Round.ts";
import { NO_BLOCK, Rounds } from "./Rounds.ts";

/** The best proven block of the round that ends. */
export interface Closing {
  readonly proposalId: Hex;
  /** Its final count. */
  readonly provers: number;
  /** R11: when its transactions were complete on L1. */
  readonly dataAt: bigint;
}

/** Commitments, bids and bonds: Auction.sol. Methods that take a {@link Call} first are its functions. */
export class Auction {
  readonly rounds: Rounds;
  readonly balances: ProposerBalances;
  readonly #init: AuctionInit;
  readonly #commitments: JournalMap<Hex, Commitment>;
  readonly #entered: JournalMap<number, readonly Hex[]>;
  readonly #winners: JournalMap<number, Hex>;
  readonly #leads: Leads;
  readonly #head: JournalCell<Hex>;
  readonly #stopped: JournalCell<boolean>;

  constructor(init: AuctionInit) {
    const { journal } = init;
    this.#init = init;
    this.rounds = new Rounds(init);
    this.balances = new ProposerBalances(init);
    this.#commitments = new JournalMap(journal);
    this.#entered = new JournalMap(journal);
    this.#winners = new JournalMap(journal);
    this.#leads = new Leads(journal);
    this.#head = new JournalCell(journal, NO_BLOCK);
    this.#stopped = new JournalCell(journal, false);
  }

  get settings(): AuctionInit["settings"] {
    return this.#init.settings;
  }

  get isStopped(): boolean {
    return this.#stopped.value;
  }

  commitmentOf(id: Hex): Commitment | undefined {
    return this.#commitments.get(id);
  }

  /** Ids of a round's commitments in order of arrival. */
  entered(roundId: number): readonly Hex[] {
    return this.#entered.get(roundId) ?? [];
  }

  /** Final block of a round; undefined: none. */
  winnerOf(roundId: number): Hex | undefined {
    return this.#winners.get(roundId);
  }

  leadOf(roundId: number, parent: Hex): Lead | undefined {
    return this.#leads.at(roundId, parent);
  }

  bondOf(burnBid: bigint): bigint {
    const { bond, bondBps } = this.#init.settings;
    return bondOf(burnBid, bond, bondBps);
  }

  proposalIdOf(proposal: Proposal): Hex {
    return toHex(proposalId(this.#init.domain, proposal));
  }

  /** P5.3 @param signature - empty where the proposer itself calls. @returns the proposal's id. */
  commit(
    call: Call,
    proposal: Proposal,
    transcriptRoot: bigint,
    bitmap: ProverBitmap,
    signature: Uint8Array,
  ): Hex {
    refuseIf(this.isStopped, "Stopped");
    const round = this.#roundFor(call, proposal);
    this.#requireEligible(call, proposal, round);
    refuseIf(!isField(transcriptRoot), "NotAField");
    const id = this.proposalIdOf(proposal);
    refuseIf(this.#commitments.has(id), "AlreadyCommitted");
    const proposer = toHex(proposal.proposer);
    if (signature.length === 0) refuseIf(call.from !== proposer, "NotProposer");
    else {
      const digest = commitmentDigest(
        this.#init.domain,
        proposalId(this.#init.domain, proposal),
        transcriptRoot,
        bitmap,
      );
      refuseIf(!this.#init.verdicts.acceptsSignature(proposer, digest, signature), "InvalidSignature");
    }
    const masked = bitmap.and(this.rounds.recordOf(round.id)!.active);
    const committedSeats = masked.count();
    refuseIf(committedSeats === 0, "EmptyBitmap");
    this.balances.debit(proposer, proposal.burnBid + this.bondOf(proposal.burnBid));
    this.#enter(call, round, id, proposal, transcriptRoot, masked, committedSeats);
    return id;
  }

  /** R9 @param winner - the final block of its round; not looked at if the round has none. */
  refund(call: Call, proposal: Proposal, winner: Proposal): void {
    const id = this.proposalIdOf(proposal);
    const commitment = this.#commitments.get(id);
    if (commitment === undefined || commitment.settled) throw refusal("NotRefundable");
    refuseIf(!this.isStopped && !this.isOver(id), "NotRefundable");
    const bond = this.bondOf(commitment.burnBid);
    // R12: a stop cuts rounds short, so nobody loses a bond after it.
    const lost = this.isStopped ? 0n : this.#lost(call, id, commitment, bond, winner);
    this.#change(id, { settled: true });
    const amount = commitment.burnBid + bond - lost;
    this.#pay(id, commitment.proposer, amount, lost);
  }

  /** Whether a commitment can win no more: its round has ended, or its parent has lost (P3.4). */
  isOver(id: Hex): boolean {
    const commitment = this.#commitments.get(id);
    if (commitment === undefined) return false;
    const { running } = this.rounds;
    const { roundId, parent } = commitment;
    return roundId < running.id || (roundId === running.id && parent !== this.#head.value);
  }

  /** By the rollup: ends the running round, and opens the next. @returns the round that ended. */
  close(call: Call, best: Closing | undefined): Round {
    const { running } = this.rounds;
    refuseIf(running.start === 0n, "RoundNotOpen");
    const lead = this.leadOf(running.id, this.#head.value);
    const { proofEnd } = this.rounds.recordOf(running.id)!;
    const isOver = call.time >= (lead === undefined ? running.commitEnd : proofEnd);
    refuseIf(!isOver && !this.#isDecided(call, running, lead, best), "RoundStillOpen");
    if (best === undefined) {
      if (lead !== undefined) this.#settleLeader(lead.proposalId);
      this.rounds.restart();
      return running;
    }
    const { burnBid, proposer, committedSeats } = this.#commitments.get(best.proposalId)!;
    this.#winners.set(running.id, best.proposalId);
    this.#change(best.proposalId, { settled: true });
    this.balances.credit(proposer, this.bondOf(burnBid));
    this.#head.value = best.proposalId;
    const isLed = this.leadOf(this.rounds.next.id, best.proposalId) !== undefined;
    // R14: after an early end further proofs may come, so that the count is not known yet.
    this.rounds.advance(call, isOver ? best.provers : committedSeats, isLed, best.dataAt);
    this.#init.vault.burn(this.#init.address, burnBid);
    return running;
  }

  /** R12, by the bridge: no more commitments. */
  stop(): void {
    this.#stopped.value = true;
  }

  #requireEligible(call: Call, proposal: Proposal, round: Round): void {
    const { settings } = this.#init;
    refuseIf(proposal.height !== BigInt(round.height), "WrongHeight");
    refuseIf(proposal.round !== round.number, "WrongRound");
    const isRunning = round.id === this.rounds.running.id;
    refuseIf(isRunning && toHex(proposal.parent) !== this.#head.value, "WrongParent");
    refuseIf(call.time >= round.commitEnd, "ProposalWindowClosed");
    refuseIf(call.time > proposal.expiry, "ProposalExpired");
    refuseIf(proposal.depth === 0 || proposal.depth > MAX_DEPTH, "DepthOutOfRange");
    const share = proposal.proverShareBps;
    refuseIf(share < settings.minProverShareBps || share > 10_000, "ShareOutOfRange");
    refuseIf(proposal.burnBid < settings.minBurnBid, "BidTooLow");
    refuseIf(!isField(toBigInt(proposal.orderCommitment)), "NotAField");
  }

  /** The round that the proposal is for, opened if this is its first commitment. */
  #roundFor(call: Call, proposal: Proposal): Round {
    const { running } = this.rounds;
    const isLed = this.leadOf(running.id, this.#head.value) !== undefined;
    const takesNext =
      this.#init.settings.pipelined && isLed && running.proofStart !== 0n && call.time >= running.proofStart;
    if (!takesNext || proposal.height === BigInt(running.height)) return this.rounds.openRunning(call);
    const below = this.#commitments.get(toHex(proposal.parent));
    refuseIf(below?.roundId !== running.id || below.settled, "UnknownParent");
    return this.rounds.openNext(call);
  }

  #enter(
    call: Call,
    round: Round,
    id: Hex,
    proposal: Proposal,
    transcriptRoot: bigint,
    masked: ProverBitmap,
    committedSeats: number,
  ): void {
    const { burnBid, depth, proverShareBps } = proposal;
    const parent = toHex(proposal.parent);
    const proposer = toHex(proposal.proposer);
    this.#commitments.set(id, {
      burnBid,
      roundId: round.id,
      place: round.commitments,
      committedSeats,
      depth,
      proverShareBps,
      alpha: round.alpha,
      settled: false,
      authorised: toHex(authorisedHash(transcriptRoot, masked)),
      parent,
      proposer,
    });
    this.#entered.set(round.id, [...this.entered(round.id), id]);
    const counted = { ...round, commitments: round.commitments + 1 };
    this.rounds.set(counted);
    const leads = this.#leads.enter(round.id, parent, round.alpha, id, committedSeats, burnBid);
    if (leads && this.#isLikelyParent(round, parent)) this.rounds.extend(call, counted);
    this.#init.emit("Committed", {
      proposalId: id,
      height: proposal.height,
      proposer,
      proposal: { ...proposal, parent, orderCommitment: toHex(proposal.orderCommitment), proposer },
      transcriptRoot: toHex(toBytes(transcriptRoot, 32)),
      bitmap: masked.words(),
      seats: BigInt(committedSeats),
      score: score(committedSeats, burnBid, round.alpha),
    });
  }

  /** R17, P3.4: whether a parent is the head, or leads the round below. All parents share the extensions. */
  #isLikelyParent(round: Round, parent: Hex): boolean {
    const { running } = this.rounds;
    return round.id === running.id || this.leadOf(running.id, this.#head.value)?.proposalId === parent;
  }

  #lost(call: Call, id: Hex, commitment: Commitment, bond: bigint, named: Proposal): bigint {
    const { roundId, parent, alpha, committedSeats, burnBid } = commitment;
    const winner = this.winnerOf(roundId);
    if (winner === undefined) return 0n;
    refuseIf(this.proposalIdOf(named) !== winner, "WrongWinner");
    const other = this.#commitments.get(winner)!;
    if (parent !== other.parent) return 0n;
    if (score(committedSeats, burnBid, alpha) <= score(other.committedSeats, other.burnBid, alpha)) return 0n;
    // A later proof may still show more of its seats.
    refuseIf(call.time < this.rounds.recordOf(roundId)!.proofEnd, "NotRefundable");
    return lostBond(bond, committedSeats, this.#init.provenSeatsOf(id));
  }

  /** R16: whether nothing can beat the best proven block any more, and it may be ended by this caller. */
  #isDecided(call: Call, round: Round, lead: Lead | undefined, best: Closing | undefined): boolean {
    if (!this.#init.settings.earlyEnd || best === undefined || lead === undefined) return false;
    if (call.time < round.proofStart) return false;
    const { burnBid, proposer, committedSeats } = this.#commitments.get(best.proposalId)!;
    const rival =
      lead.proposalId === best.proposalId
        ? score(lead.otherSeats, lead.otherBid, round.alpha)
        : score(lead.seats, lead.burnBid, round.alpha);
    if (score(best.provers, burnBid, round.alpha) < rival) return false;
    return best.provers === committedSeats || call.from === proposer;
  }

  /** R9: in a restart the leader loses its bond. */
  #settleLeader(id: Hex): void {
    const { burnBid, proposer } = this.#commitments.get(id)!;
    this.#change(id, { settled: true });
    this.#pay(id, proposer, burnBid, this.bondOf(burnBid));
  }

  #pay(id: Hex, proposer: Hex, amount: bigint, lost: bigint): void {
    this.balances.credit(proposer, amount);
    this.#init.emit("Refunded", { proposalId: id, proposer, amount, lost });
    if (lost !== 0n) this.#init.vault.burn(this.#init.address, lost);
  }

  #change(id: Hex, change: Partial<Commitment>): void {
    this.#commitments.set(id, { ...this.#commitments.get(id)!, ...change });
  }
}
