import { type BlockRecord, BlockRecords, type L1View, type RankedCommitment } from "@trellis/l1";
import { State } from "@trellis/ledger";
import type { CourtSettings, RollupSettings } from "@trellis/protocol";
import {
  type Proposal,
  type ProverBitmap,
  type QueuedMessage,
  TrackedMap,
  TrellisError,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { type Clock, systemClock } from "../tasks/Clock.ts";
import { ActiveSeats } from "./ActiveSeats.ts";
import { CaseBook } from "./CaseBook.ts";
import { type ExecutionResult, type FinalizedArgs, type Head, L2State } from "./L2State.ts";
import { type MessageList, MessageLog } from "./MessageLog.ts";
import { type Escrow, ProposerFunds } from "./ProposerFunds.ts";
import { RewardBook } from "./RewardBook.ts";
import { type OpenedRound, RoundBook } from "./RoundBook.ts";
import { type RoundView, roundViews } from "./RoundView.ts";
import { SeatDirectory } from "./SeatDirectory.ts";

/** A final block. */
export interface FinalBlock {
  readonly height: bigint;
  readonly proposalId: Hex;
  readonly proposer: Hex;
  /** Root of the L2 state after it. */
  readonly stateRoot: bigint;
  /** Its bid, wei. */
  readonly burned: bigint;
  readonly fees: bigint;
}

/** R9: a losing commitment whose bid and bond can come back. */
export interface Refundable {
  readonly escrow: Escrow;
  /** The final block of its round, which L1 wants to be named; the commitment itself if the round has none. */
  readonly winner: Proposal;
}

/** Final blocks kept for queries; older ones are on L1. */
const KEPT_BLOCKS = 256;

/** What is rebuilt from L1's events. */
class Books {
  readonly records = new BlockRecords(State.empty().root());
  readonly rounds = new RoundBook();
  readonly seats = new SeatDirectory();
  readonly active = new ActiveSeats();
  readonly messages = new MessageLog();
  readonly funds = new ProposerFunds();
  readonly cases = new CaseBook();
  readonly rewards = new RewardBook();
  /** By height. */
  readonly finals = new TrackedMap<bigint, FinalBlock>(KEPT_BLOCKS);
  isStopped = false;

  /** The books' tables by name: what a store keeps of them, besides {@link counts}. */
  get tables() {
    const { records, rounds, seats, active, messages, funds, cases, rewards, finals } = this;
    return {
      records: records.tables,
      rounds: rounds.tables,
      seats: seats.tables,
      active: active.tables,
      messages: messages.tables,
      funds: funds.tables,
      cases: cases.tables,
      rewards: rewards.tables,
      finals: { finals },
    };
  }

  get counts(): ChainCounts {
    const { records, rounds, messages, isStopped } = this;
    const { consumed, failuresFrom } = messages;
    return { opened: records.opened, head: rounds.head, consumed, failuresFrom, isStopped };
  }

  get allTables(): TrackedMap<never, never>[] {
    return Object.values(this.tables).flatMap((tables) => Object.values(tables) as never[]);
  }

  /** Takes what a store has put into {@link tables}. @returns whether it belongs together. */
  adopt({ opened, head, consumed, failuresFrom, isStopped }: ChainCounts): boolean {
    const { records, rounds, seats, messages } = this;
    records.opened = opened;
    rounds.head = head;
    messages.consumed = consumed;
    messages.failuresFrom = failuresFrom;
    this.isStopped = isStopped;
    seats.adopt();
    return records.adopt() && messages.adopt();
  }
}

/** Tables of the books, for a store. */
export type ChainTables = Books["tables"];

/** What the books count, for a store. */
export interface ChainCounts {
  /** Rounds that have been opened. */
  readonly opened: number;
  /** The last final height. */
  readonly head: bigint;
  /** Messages that final blocks have consumed. */
  readonly consumed: bigint;
  /** The first message of which it is known whether it failed. */
  readonly failuresFrom: bigint;
  /** R12 */
  readonly isStopped: boolean;
}

/** From where a chain is read that does not begin at the deployment (ADR 0039). */
export interface ChainStart {
  /** A final height, and the L2 state after it. */
  readonly height: bigint;
  readonly state: State;
  /** L1's message queue from index 0 on, at least up to where the view's events begin. */
  readonly queue: Iterable<QueuedMessage>;
  /** Events from before the view's, in order: all of the registry, and of each account that was opened (`L1Client.lasting`). */
  readonly earlier: Iterable<L1View["events"][number]>;
  /** Blocks up to this height are left out: the view's events tell only a part of them. */
  readonly partlyKnown: bigint;
  /** Free balances of proposers at the view's block, wei. */
  readonly balances: ReadonlyMap<Hex, bigint>;
}

/** The L2 state after a final block. */
export interface StateAfter {
  readonly proposalId: Hex;
  readonly state: State;
}

/**
 * The rollup's state on L1, rebuilt from events alone (P10.4): seats, rounds, commitments and their proofs, message queue, funds, cases,
 * rewards, final blocks and the L2 state.
 */
export class Chain {
  readonly #clock: Clock;
  readonly #state: L2State;
  #view: L1View | undefined;
  #viewAt = 0;
  #books = new Books();
  #ranking: readonly RankedCommitment[] | undefined;
  /** Made once a view: roles ask for them all the time. */
  #rounds: readonly RoundView[] | undefined;
  #readings = 0;
  #isTracked = false;

  /** @param executionOf - finds a block that has been executed here, so that it is not executed again when it becomes final. */
  constructor(
    clock: Clock = systemClock,
    executionOf: (proposalId: Hex) => ExecutionResult | undefined = () => undefined,
  ) {
    this.#clock = clock;
    this.#state = new L2State(executionOf);
  }

  /** The latest view of L1. @throws TRL-NOD-010 before the first. */
  get view(): L1View {
    if (this.#view === undefined) throw new TrellisError("TRL-NOD-010", "L1 has not been read yet");
    return this.#view;
  }

  /**
   * How often the chain was begun: once, from the deployment or from what an earlier process has stored, and again after each reorganisation.
   * Earlier conclusions may then be void.
   */
  get readings(): number {
    return this.#readings;
  }

  /** Whether L1 has been read and its events led to its status. */
  get isReady(): boolean {
    return this.#view !== undefined;
  }

  /** What the deployment is set to. */
  get settings(): RollupSettings {
    return this.view.settings;
  }

  /** What the deployment's court is set to. */
  get court(): CourtSettings {
    return this.view.court;
  }

  /** R12: whether the rollup has stopped for good. */
  get isStopped(): boolean {
    return this.#books.isStopped;
  }

  get head(): Head {
    return this.#state.head;
  }

  /** The L2 state after a final block, if it is one of the last eight. */
  stateAfter(proposalId: Hex): State | undefined {
    return this.#state.stateAfter(proposalId);
  }

  /** The seats that the next snapshot counts (R4). */
  get nextActive(): ProverBitmap {
    return this.#books.active.bitmap;
  }

  get seats(): SeatDirectory {
    return this.#books.seats;
  }

  /** P1.2: proposers' funds on L1. */
  get funds(): ProposerFunds {
    return this.#books.funds;
  }

  /** R8: open cases of the court. */
  get cases(): CaseBook {
    return this.#books.cases;
  }

  /** P8.3: settled rewards, and what was paid. */
  get rewards(): RewardBook {
    return this.#books.rewards;
  }

  /** M5: commitments and their kept proofs. */
  get records(): BlockRecords {
    return this.#books.records;
  }

  /** Messages queued on L1 so far, the first at index 0. */
  get messages(): MessageList {
    return this.#books.messages;
  }

  /**
   * P10.2: whether a final block consumed a message without effect: a forced transaction that could not be executed at its place. Undefined
   * if a block before those that this node has read has consumed it.
   */
  hasFailed(message: number): boolean | undefined {
    return this.#books.messages.hasFailed(message);
  }

  /** L2 account index that L1 gave to a key and an owner; undefined before their first deposit. */
  accountIndex(keyX: bigint, keyY: bigint, owner: Hex): number | undefined {
    return this.#books.messages.accountIndex(keyX, keyY, owner);
  }

  /** P10.1: L1 address that gets an account's withdrawals and may force its transactions; undefined if the account does not exist. */
  ownerOf(accountIndex: number): Hex | undefined {
    return this.#books.messages.ownerOf(accountIndex);
  }

  /** Rolling hash of the first `count` messages. @throws TRL-NOD-012 if fewer are known. */
  queueHash(count: bigint): Uint8Array {
    return this.#books.messages.hash(count);
  }

  /** Final blocks, the latest last; at most 256. */
  get finals(): readonly FinalBlock[] {
    return [...this.#books.finals.values()];
  }

  /** For a store: the tables of the present books. A view with `reset` makes others. */
  get tables(): ChainTables {
    return this.#books.tables;
  }

  /** For a store: what the present books count. */
  get counts(): ChainCounts {
    return this.#books.counts;
  }

  /** For a store: the states after the last final blocks, as far as they are kept, the latest last. */
  get states(): StateAfter[] {
    const states: StateAfter[] = [];
    for (const { proposalId } of this.finals.toReversed()) {
      const state = this.#state.stateAfter(proposalId);
      if (state === undefined) break;
      states.unshift({ proposalId, state });
    }
    return states;
  }

  /** Lets the tables, present and later ones, note what changes. @param isStored - whether what is in them is stored already. */
  track(isStored: boolean): void {
    this.#isTracked = true;
    for (const table of this.#books.allTables) table.track(isStored);
  }

  /** Lets the tables note nothing any more. */
  untrack(): void {
    this.#isTracked = false;
    for (const table of this.#books.allTables) table.untrack();
  }

  /**
   * Goes on from what a store has put into {@link tables} of a new chain, or of one that was cleared. The next view goes on from there, too.
   * @param states - as {@link Chain.states} told them.
   * @throws TRL-NOD-054 if it does not belong together, or the last state is not the one that L1 has confirmed. {@link clear} it then.
   */
  resume(counts: ChainCounts, states: readonly StateAfter[]): void {
    const last = this.finals.at(-1);
    const head = states.at(-1);
    const isSame = last?.proposalId === head?.proposalId && last?.stateRoot === head?.state.root();
    if (!isSame || !this.#books.adopt(counts) || counts.head !== (last?.height ?? 0n)) {
      throw new TrellisError("TRL-NOD-054", "what was stored of L1 does not belong together", {
        head: last?.proposalId ?? "genesis",
      });
    }
    this.#state.resume(last?.height ?? 0n, states);
    this.#readings++;
  }

  /** Forgets what {@link resume} refused, or what it is to replace. The chain is not ready until the next view. */
  clear(): void {
    this.#books = new Books();
    this.#view = undefined;
    this.#rounds = undefined;
  }

  /** L1 time now: the latest block's timestamp plus the time since it was seen (P3.5). Seconds. */
  get now(): bigint {
    const passed = Math.max(0, Math.floor((this.#clock() - this.#viewAt) / 1_000));
    return this.view.block.timestamp + BigInt(passed);
  }

  /** The running round. */
  get running(): RoundView {
    return this.rounds[0]!;
  }

  /** Seats that may be counted in the running round (P2.3). */
  get active(): ProverBitmap {
    return this.running.active;
  }

  /** Root of the seat tree in the running round's snapshot. */
  get proverSetRoot(): bigint {
    return this.running.proverSetRoot;
  }

  /** A commitment on L1, with its kept proofs; undefined if there is none, or it is of long ago. */
  commitment(proposalId: Hex): BlockRecord | undefined {
    return this.records.block(proposalId);
  }

  /** The same, if L1 has kept a proof of it. */
  proven(proposalId: Hex): BlockRecord | undefined {
    const block = this.records.block(proposalId);
    return block === undefined || block.kept.length === 0 ? undefined : block;
  }

  /** Proven blocks of a height, in the order of their commitments. At a final height: the winner and the others. */
  provenAt(height: bigint): BlockRecord[] {
    return this.records.all().filter(({ proposal, kept }) => proposal.height === height && kept.length > 0);
  }

  /** Rounds that run: the running one, and in pipelined mode the one on top of it (P3.4). */
  get rounds(): readonly RoundView[] {
    this.#rounds ??= roundViews(this.view);
    return this.#rounds;
  }

  /** The round of a commitment, running or of the last 64. */
  roundOfCommitment(proposalId: Hex): OpenedRound | undefined {
    const block = this.records.block(proposalId);
    return block && this.#books.rounds.get(block.roundId);
  }

  /** L1's ranking of the running round in order of arrival, without commitments whose parent lost (P3.4). */
  get ranking(): readonly RankedCommitment[] {
    const { status, ranking } = this.view;
    this.#ranking ??= ranking.filter(({ roundId, proposalId }) => {
      const committed = this.commitment(proposalId);
      return (
        roundId === status.running.round.id && (committed === undefined || this.isRunning(committed.proposal))
      );
    });
    return this.#ranking;
  }

  /** Whether a proposal is for the running round and builds on the head. */
  isRunning({ height, round, parent }: Pick<Proposal, "height" | "round" | "parent">): boolean {
    const { running, head } = this.view.status;
    const isRound = BigInt(running.round.height) === height && running.round.number === round;
    return isRound && toHex(parent) === head;
  }

  /**
   * The running round that a proposal is for. Undefined if that round is over or not open yet, or if the proposal can never win: it
   * must build on the head or, in the round on top of the running one, on one of the running round's commitments (P3.4).
   */
  roundOf(proposal: Pick<Proposal, "height" | "round" | "parent">): RoundView | undefined {
    const [running, next] = this.rounds;
    if (this.isRunning(proposal)) return running;
    if (next?.height !== proposal.height || next.round !== proposal.round) return undefined;
    const parent = this.commitment(toHex(proposal.parent));
    return parent !== undefined && this.isRunning(parent.proposal) ? next : undefined;
  }

  /**
   * P3.2, R16: whether L1 takes no proof of a proposal any more. A round that ended early takes proofs until its window would have ended.
   * True for a round that is not known.
   */
  isProofWindowOver({ height, round }: Pick<Proposal, "height" | "round">): boolean {
    if (this.rounds.some((open) => open.height === height && open.round === round && !open.windows?.proofEnd))
      return false;
    const end = this.proofEnd({ height, round });
    return end === undefined || this.now >= end;
  }

  /** End of a round's proof window, seconds; undefined if the round is not known, or its window is not open yet. */
  proofEnd({ height, round }: Pick<Proposal, "height" | "round">): bigint | undefined {
    return this.#books.rounds.at(height, round)?.windows.proofEnd;
  }

  /** R9: a proposer's losing commitments whose bid and bond have not come back yet, and can. */
  refundable(proposer: Hex): Refundable[] {
    const running = this.view.status.running.round.id;
    return this.funds.escrowsOf(proposer).flatMap((escrow) => {
      const block = this.records.block(escrow.proposalId);
      if (block === undefined) return [];
      // P3.4: what builds on a losing block has died as soon as its round is the running one.
      const isOver =
        block.roundId < running || (block.roundId === running && !this.isRunning(escrow.proposal));
      if (!this.isStopped && !isOver) return [];
      const winner = this.records.ofRound(block.roundId).find(({ isFinal }) => isFinal) ?? block;
      return [{ escrow, winner: winner.proposal }];
    });
  }

  /**
   * Takes the next view of L1. After an error the chain is not ready until a view with `reset`.
   * @returns blocks that became final with it.
   * @throws TRL-NOD-011 if L1's data does not lead to L1's state root: this node and the contract disagree about the rules.
   * @throws TRL-NOD-013, TRL-L1-030 if the events do not lead to L1's status: L1's node left some events out.
   */
  apply(view: L1View): FinalBlock[] {
    if (view.reset) {
      this.#readings++;
      this.#books = new Books();
      if (this.#isTracked) this.track(false);
      this.#state.restart(view.events);
    }
    this.#view = undefined;
    this.#rounds = undefined;
    const finals: FinalBlock[] = [];
    for (const event of view.events) {
      const final = this.#applyEvent(event, view);
      if (final !== undefined) finals.push(final);
    }
    this.#requireComplete(view);
    this.#see(view);
    return finals;
  }

  #see(view: L1View): void {
    this.#view = view;
    this.#ranking = undefined;
    this.#viewAt = this.#clock();
  }

  /**
   * Begins a new chain from a state that L1 has confirmed: no block up to it is executed. The books know what the view's events tell.
   * @param view - whose events begin in or before the L1 block in which `partlyKnown` became final, and end after the start's height.
   * @throws TRL-NOD-090 if L1 has not made this state final at this height; as {@link apply}. The chain is not ready then: {@link clear} it.
   */
  begin(start: ChainStart, view: L1View): void {
    const { seats, active, records, messages, funds } = this.#books;
    const { height, state, partlyKnown } = start;
    for (const event of start.earlier) {
      seats.apply(event);
      active.apply(event, view.stakes.minStake);
      messages.apply(event);
    }
    for (const message of start.queue) messages.push(message);
    let isPast = false;
    for (const event of view.events) {
      const final = this.#applyEvent(event, view, isPast);
      if (isPast || final === undefined) continue;
      if (final.height === partlyKnown) messages.failuresFrom = messages.consumed;
      if (final.height !== height) continue;
      if (final.stateRoot !== state.root()) break;
      records.forget(partlyKnown);
      this.#state.resume(height, [{ proposalId: final.proposalId, state }]);
      isPast = true;
    }
    if (!isPast) {
      throw new TrellisError("TRL-NOD-090", `L1 has not made this state final at height ${height}`, {
        height,
        stateRoot: `0x${state.root().toString(16)}`,
      });
    }
    funds.setBalances(start.balances);
    this.#requireComplete(view);
    this.#readings = 1;
    this.#see(view);
  }

  /** @param isKnown - whether all earlier blocks are known, and the state before the event. */
  #applyEvent(event: L1View["events"][number], view: L1View, isKnown = true): FinalBlock | undefined {
    const { records, rounds, seats, active, messages, funds, cases, rewards } = this.#books;
    seats.apply(event);
    active.apply(event, view.stakes.minStake);
    if (isKnown) records.add(event);
    else records.addPartly(event);
    rounds.apply(event, active.bitmap, view.settings);
    funds.apply(event, view.settings);
    cases.apply(event);
    rewards.apply(event);
    if (event.eventName === "RollupStopped") this.#books.isStopped = true;
    // The block consumes the queue as it is before this event.
    const final = event.eventName === "Finalized" ? this.#finalise(event.args, isKnown) : undefined;
    messages.apply(event);
    return final;
  }

  #finalise(args: FinalizedArgs, isKnown: boolean): FinalBlock {
    const { height, proposalId, proposer, stateRoot, fees } = args;
    const block = this.records.block(proposalId);
    if (isKnown) this.#state.finalise(args, block, this.#books.messages);
    if (block !== undefined) this.#books.messages.consume(block.transactions, args.messagesConsumed);
    const burned = block?.proposal.burnBid ?? 0n;
    const final: FinalBlock = { height, proposalId, proposer, stateRoot, burned, fees };
    this.#books.finals.set(height, final);
    this.records.drop(height);
    return final;
  }

  #requireComplete({ status, block }: L1View): void {
    const { head, messages, seats } = { head: this.head, ...this.#books };
    const { running, above } = status;
    const commitmentsOf = (roundId: number): number => this.records.ofRound(roundId).length;
    const hasSeats = ({ proverSetRoot }: typeof running): boolean => seats.hasRoot(proverSetRoot);
    const queued = BigInt(messages.length);
    const commitments = `${commitmentsOf(running.round.id)} + ${commitmentsOf(above.round.id)}`;
    const onL1 = `${running.round.commitments} + ${above.round.commitments}`;
    if (
      status.head === head.proposalId &&
      BigInt(running.round.height) === head.height + 1n &&
      status.messagesQueued === queued &&
      status.messagesConsumed === messages.consumed &&
      commitments === onL1 &&
      hasSeats(running) &&
      (above.round.id === 0 || hasSeats(above))
    ) {
      return;
    }
    throw new TrellisError(
      "TRL-NOD-013",
      "L1's events do not lead to its status; does its node keep all logs?",
      {
        block: block.number,
        head: head.proposalId,
        headOnL1: status.head,
        messages: queued,
        messagesOnL1: status.messagesQueued,
        commitments,
        commitmentsOnL1: onL1,
      },
    );
  }
}
