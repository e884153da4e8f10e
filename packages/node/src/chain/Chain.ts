import {
  type CommittedProposal,
  committedProposal,
  type L1Event,
  type L1View,
  type RankedCommitment,
} from "@trellis/l1";
import { type ExecutedBlock, replayData, State } from "@trellis/ledger";
import {
  BoundedMap,
  concatBytes,
  EMPTY_QUEUE,
  equalBytes,
  fromHex,
  type Proposal,
  ProverBitmap,
  type QueuedMessage,
  rollingHash,
  TrellisError,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { type Clock, systemClock } from "../tasks/Clock.ts";
import { CaseBook } from "./CaseBook.ts";
import { type Escrow, ProposerFunds } from "./ProposerFunds.ts";
import { type RoundView, roundViews } from "./RoundView.ts";
import { SeatDirectory } from "./SeatDirectory.ts";

/** A block proof that L1 accepted (P7.1), with the data that rebuilds the state. */
export interface ProvenBlock {
  readonly proposalId: Hex;
  readonly height: bigint;
  readonly stateAfter: bigint;
  readonly contributionsHash: Hex;
  readonly messageCount: bigint;
  readonly provenBitmap: ProverBitmap;
  /** Packed transactions; empty once the block is final. */
  readonly data: Uint8Array;
}

/** A part of a block's data that was published before its proof (P7.1). */
interface Chunk {
  readonly data: Uint8Array;
  readonly l1Block: bigint;
}

/** A final block. */
export interface FinalBlock {
  readonly height: bigint;
  readonly proposalId: Hex;
  readonly proposer: Hex;
  /** Root of the L2 state after it. */
  readonly stateRoot: bigint;
  readonly burned: bigint;
  readonly fees: bigint;
  readonly proposerReward: bigint;
  readonly proverReward: bigint;
}

/** The last final block and the L2 state after it. Height 0 is genesis. */
export interface Head {
  readonly height: bigint;
  readonly proposalId: Hex;
  readonly state: State;
}

/** The parts of an executed block that are used when it becomes final. */
type ExecutionResult = Pick<ExecutedBlock, "stateAfter" | "consumed" | "data">;
type FinalizedArgs = Extract<L1Event, { eventName: "Finalized" }>["args"];

const GENESIS_ID: Hex = `0x${"0".repeat(64)}`;
/** Final blocks and proven ones kept for queries; older ones are on L1. */
const KEPT_BLOCKS = 256;
/** Commitments kept: a full ranking (256) and the commitments of earlier rounds. */
const KEPT_COMMITMENTS = 1_024;
/** States kept, one after each of the last final blocks. If a reorganisation of L1 goes back further, all blocks are replayed. */
const KEPT_STATES = 8;

/**
 * The rollup's state on L1, rebuilt from events alone (P10.4): seats, message queue, commitments, proven and final
 * blocks, and the L2 state.
 */
export class Chain {
  readonly #clock: Clock;
  readonly #executionOf: (proposalId: Hex) => ExecutionResult | undefined;
  #view: L1View | undefined;
  #viewAt = 0;
  #head: Head = genesis();
  #messages: QueuedMessage[] = [];
  /** Rolling hash after each number of messages. */
  #queueHashes: Uint8Array[] = [EMPTY_QUEUE];
  /** Account index by key and owner. */
  #accounts = new Map<string, number>();
  /** Owner by account index. */
  #owners: Hex[] = [];
  /** Published chunks that a proof may still name, by data hash. */
  #chunks = new Map<Hex, Chunk>();
  /** L1 block in which the last window opened. */
  #openedAt = 0n;
  /** L1 block in which the window before it opened. */
  #openedBefore = 0n;
  #isPipelined = false;
  /** Messages consumed by final blocks. */
  #consumed = 0n;
  #seats = new SeatDirectory();
  #commitments = new BoundedMap<Hex, CommittedProposal>(KEPT_COMMITMENTS);
  /** Commitments of the running round, and of the one on top of it. */
  #roundCommitments = 0;
  #nextCommitments = 0;
  #ranking: readonly RankedCommitment[] | undefined;
  readonly #funds = new ProposerFunds();
  #proven = new BoundedMap<Hex, ProvenBlock>(KEPT_BLOCKS);
  #finals: FinalBlock[] = [];
  #cases = new CaseBook();
  #readings = 0;
  /** L2 states that L1 has confirmed, by the block that led to them. A reorganisation does not clear them. */
  readonly #states = new BoundedMap<Hex, State>(KEPT_STATES);
  /** While L1 is read again: the last final block whose state is known. Blocks before it need not be replayed. */
  #resumeAt: Hex | undefined;

  /** @param executionOf - finds a block that has been executed here, so that it is not executed again when it becomes final. */
  constructor(
    clock: Clock = systemClock,
    executionOf: (proposalId: Hex) => ExecutionResult | undefined = () => undefined,
  ) {
    this.#clock = clock;
    this.#executionOf = executionOf;
  }

  /** The latest view of L1. @throws TRL-NOD-010 before the first. */
  get view(): L1View {
    if (this.#view === undefined) throw new TrellisError("TRL-NOD-010", "L1 has not been read yet");
    return this.#view;
  }

  /** How often L1 was read from the deployment on: once, and again after each reorganisation. Earlier conclusions may then be void. */
  get readings(): number {
    return this.#readings;
  }

  /** Whether L1 has been read and its events led to its status. */
  get isReady(): boolean {
    return this.#view !== undefined;
  }

  get head(): Head {
    return this.#head;
  }

  get seats(): SeatDirectory {
    return this.#seats;
  }

  /** P1.2: proposers' funds on L1. */
  get funds(): ProposerFunds {
    return this.#funds;
  }

  /** P9: reports to the court, and its decisions. */
  get cases(): CaseBook {
    return this.#cases;
  }

  /** Messages queued on L1 so far, the first at index 0. */
  get messages(): readonly QueuedMessage[] {
    return this.#messages;
  }

  /** L2 account index that L1 gave to a key and an owner; undefined before their first deposit. */
  accountIndex(keyX: bigint, keyY: bigint, owner: Hex): number | undefined {
    return this.#accounts.get(accountKey(keyX, keyY, owner));
  }

  /** P10.1: L1 address that gets an account's withdrawals and may force its transactions; undefined if the account does not exist. */
  ownerOf(accountIndex: number): Hex | undefined {
    return this.#owners[accountIndex];
  }

  /** Rolling hash of the first `count` messages. @throws TRL-NOD-012 if fewer are known. */
  queueHash(count: bigint): Uint8Array {
    const hash = this.#queueHashes[Number(count)];
    if (hash === undefined)
      throw new TrellisError("TRL-NOD-012", "L1's queue has fewer messages than this", { count });
    return hash;
  }

  /** Final blocks, the latest last; at most 256. */
  get finals(): readonly FinalBlock[] {
    return this.#finals;
  }

  /** L1 time now: the latest block's timestamp plus the time since it was seen (P3.5). Seconds. */
  get now(): bigint {
    const passed = Math.max(0, Math.floor((this.#clock() - this.#viewAt) / 1_000));
    return this.view.block.timestamp + BigInt(passed);
  }

  /** Seats that may be counted in the running round (P2.3). */
  get active(): ProverBitmap {
    return ProverBitmap.fromWords(this.view.status.activeBitmap);
  }

  /** `proverSetRoot` of the running round's snapshot. */
  get proverSetRoot(): Uint8Array {
    return fromHex(this.view.status.proverSetRoot);
  }

  commitment(proposalId: Hex): CommittedProposal | undefined {
    return this.#commitments.get(proposalId);
  }

  proven(proposalId: Hex): ProvenBlock | undefined {
    return this.#proven.get(proposalId);
  }

  /** Proven blocks of a height, in the order of their first proofs. At a final height: the winner and the others. */
  provenAt(height: bigint): ProvenBlock[] {
    return [...this.#proven.values()].filter((block) => block.height === height);
  }

  /** Rounds that run: the running one, and in pipelined mode the one on top of it (P3.4). */
  get rounds(): readonly RoundView[] {
    return roundViews(this.view);
  }

  /** L1's ranking of the running round in order of arrival, without commitments whose parent lost (P3.4). */
  get ranking(): readonly RankedCommitment[] {
    const { status, ranking } = this.view;
    this.#ranking ??= ranking.filter(({ roundId, proposalId }) => {
      const committed = this.#commitments.get(proposalId);
      return roundId === status.roundId && (committed === undefined || this.isRunning(committed.proposal));
    });
    return this.#ranking;
  }

  /** Whether a proposal is for the running round and builds on the head. */
  isRunning({ height, round, parent }: Pick<Proposal, "height" | "round" | "parent">): boolean {
    const { status } = this.view;
    return status.height === height && status.round === round && toHex(parent) === status.head;
  }

  /**
   * The running round that a proposal is for. Undefined if that round is over or not open yet, or if the proposal can never win: it
   * must build on the head or, in the round on top of the running one, on one of the running round's commitments (P3.4).
   */
  roundOf(proposal: Pick<Proposal, "height" | "round" | "parent">): RoundView | undefined {
    const [running, next] = this.rounds;
    if (this.isRunning(proposal)) return running;
    if (next?.height !== proposal.height || next.round !== proposal.round) return undefined;
    const parent = this.#commitments.get(toHex(proposal.parent));
    return parent !== undefined && this.isRunning(parent.proposal) ? next : undefined;
  }

  /** P8.1, P3.3, P3.4: a proposer's commitments that cannot win any more and whose bid and bond have not come back yet. */
  refundable(proposer: Hex): Escrow[] {
    const { next } = this.view.status;
    return this.#funds.escrowsOf(proposer).filter(
      ({ proposal }) =>
        !this.isRunning(proposal) &&
        // L1 refunds none of these until the block below is final.
        (proposal.height !== next.height || proposal.round !== next.round),
    );
  }

  /**
   * Takes the next view of L1. After an error the chain is not ready until a view with `reset`.
   * @returns blocks that became final with it.
   * @throws TRL-NOD-011 if L1's data does not lead to L1's state root: this node and the contract disagree about the rules.
   * @throws TRL-NOD-013 if the events do not lead to L1's status: L1's node left some events out.
   */
  apply(view: L1View): FinalBlock[] {
    if (view.reset) {
      this.#forget();
      this.#resumeAt = this.#lastKnown(view);
    }
    this.#isPipelined = view.status.settings.pipelined;
    this.#view = undefined;
    const finals: FinalBlock[] = [];
    for (const event of view.events) {
      this.#funds.apply(event, view.status.settings.bond);
      const final = this.#applyEvent(event);
      if (final !== undefined) finals.push(final);
    }
    this.#requireComplete(view);
    this.#view = view;
    this.#ranking = undefined;
    this.#viewAt = this.#clock();
    return finals;
  }

  #forget(): void {
    this.#readings++;
    this.#head = genesis();
    this.#messages = [];
    this.#queueHashes = [EMPTY_QUEUE];
    this.#accounts.clear();
    this.#owners = [];
    this.#chunks.clear();
    this.#openedAt = 0n;
    this.#openedBefore = 0n;
    this.#consumed = 0n;
    this.#seats = new SeatDirectory();
    this.#commitments.clear();
    this.#roundCommitments = 0;
    this.#nextCommitments = 0;
    this.#funds.clear();
    this.#proven.clear();
    this.#finals = [];
    this.#cases = new CaseBook();
  }

  #lastKnown({ events }: L1View): Hex | undefined {
    const known = events.findLast(
      (event) =>
        event.eventName === "Finalized" &&
        this.#states.get(event.args.proposalId)?.root() === event.args.stateRoot,
    );
    return known?.eventName === "Finalized" ? known.args.proposalId : undefined;
  }

  #requireComplete({ status, block }: L1View): void {
    const head = this.#head;
    const messages = BigInt(this.#messages.length);
    if (
      status.head === head.proposalId &&
      status.height === head.height + 1n &&
      status.messagesQueued === messages &&
      status.messagesConsumed === this.#consumed &&
      status.commitments === this.#roundCommitments &&
      status.next.commitments === this.#nextCommitments &&
      this.#seats.hasRoot(fromHex(status.proverSetRoot)) &&
      (status.next.roundId === 0n || this.#seats.hasRoot(fromHex(status.next.proverSetRoot)))
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
        messages,
        messagesOnL1: status.messagesQueued,
        commitments: `${this.#roundCommitments} + ${this.#nextCommitments}`,
        commitmentsOnL1: `${status.commitments} + ${status.next.commitments}`,
      },
    );
  }

  #applyEvent(event: L1Event): FinalBlock | undefined {
    this.#cases.apply(event);
    switch (event.eventName) {
      case "ProverJoined":
        this.#seats.join(concatBytes(fromHex(event.args.keyX), fromHex(event.args.keyY)));
        return undefined;
      case "AccountOpened": {
        const { accountIndex, owner, keyX, keyY } = event.args;
        this.#accounts.set(accountKey(keyX, keyY, owner), accountIndex);
        this.#owners[accountIndex] = owner;
        return undefined;
      }
      case "MessageQueued": {
        const { packed, keyX, keyY } = event.args;
        const message: QueuedMessage = { packed: fromHex(packed), keyX, keyY };
        this.#messages.push(message);
        this.#queueHashes.push(rollingHash(this.#queueHashes.at(-1)!, message));
        return undefined;
      }
      case "DataPublished":
        this.#chunks.set(event.args.dataHash, {
          data: fromHex(event.args.chunk),
          l1Block: event.blockNumber,
        });
        return undefined;
      case "RoundOpened":
        // No proof can name a chunk published before the previous round's window opened. Newer chunks stay: in pipelined mode that
        // round is still being proven, and its chunks may have come before its window was noticed (P3.4).
        for (const [hash, { l1Block }] of this.#chunks) {
          if (l1Block < (this.#isPipelined ? this.#openedBefore : this.#openedAt)) this.#chunks.delete(hash);
        }
        this.#openedBefore = this.#openedAt;
        this.#openedAt = event.blockNumber;
        return undefined;
      case "Committed": {
        const { proposalId, proposal } = event.args;
        if (proposal.height === this.#head.height + 1n) this.#roundCommitments++;
        else this.#nextCommitments++;
        this.#commitments.set(proposalId, committedProposal(event.args));
        return undefined;
      }
      case "BlockProven": {
        const { proposalId, height, stateAfter, contributionsHash, messageCount, provenBitmap } = event.args;
        const proven: ProvenBlock = {
          proposalId,
          height,
          stateAfter,
          contributionsHash,
          messageCount,
          provenBitmap: ProverBitmap.fromWords(provenBitmap),
          data: this.#dataOf(event.args),
        };
        this.#proven.set(proposalId, proven);
        return undefined;
      }
      case "RoundRestarted":
        this.#roundCommitments = 0;
        return undefined;
      // P3.4: the block below is final, and the round on top of it is the running one.
      case "ProofWindowSet":
        this.#roundCommitments = this.#nextCommitments;
        this.#nextCommitments = 0;
        return undefined;
      case "RoundAbandoned":
        this.#nextCommitments = 0;
        return undefined;
      case "Finalized":
        this.#roundCommitments = 0;
        return this.#finalise(event.args);
      default:
        return undefined;
    }
  }

  /** P7.1: all data of a block, sent with its proof or in earlier chunks; empty if L1's node left a chunk out. */
  #dataOf({ data, dataChunks }: { readonly data: Hex; readonly dataChunks: readonly Hex[] }): Uint8Array {
    if (dataChunks.length === 0) return fromHex(data);
    const chunks = dataChunks.map((hash) => this.#chunks.get(hash)?.data);
    return chunks.every((chunk) => chunk !== undefined) ? concatBytes(...chunks) : new Uint8Array();
  }

  #replay(block: ProvenBlock): { readonly state: State; readonly consumed: number } {
    const messages = {
      before: this.queueHash(this.#consumed),
      queue: this.#messages.slice(Number(this.#consumed)),
    };
    return replayData(this.#head.state, block.data, messages);
  }

  /** The known execution of this data, if its result is L1's: then the data need not be replayed. */
  #executed(
    { proposalId, stateRoot, messagesConsumed }: FinalizedArgs,
    { data }: ProvenBlock,
  ): { readonly state: State; readonly consumed: number } | undefined {
    const execution = this.#executionOf(proposalId);
    if (execution === undefined || !equalBytes(execution.data, data)) return undefined;
    const { stateAfter: state, consumed } = execution;
    const isSame = state.root() === stateRoot && this.#consumed + BigInt(consumed) === messagesConsumed;
    return isSame ? { state, consumed } : undefined;
  }

  /** The state after a final block. @throws TRL-NOD-011 if L1's state root differs. */
  #stateAfter(args: FinalizedArgs): State {
    if (this.#resumeAt !== undefined) {
      if (args.proposalId !== this.#resumeAt) return this.#head.state;
      this.#resumeAt = undefined;
      return this.#states.get(args.proposalId)!;
    }
    const block = this.#proven.get(args.proposalId);
    const disagreement = (actual: string, cause?: unknown): TrellisError =>
      new TrellisError(
        "TRL-NOD-011",
        "the block's data on L1 does not lead to L1's state root",
        { height: args.height, proposalId: args.proposalId, expected: toHexField(args.stateRoot), actual },
        cause,
      );
    if (block === undefined) throw disagreement("no data");
    let replayed: { readonly state: State; readonly consumed: number };
    try {
      replayed = this.#executed(args, block) ?? this.#replay(block);
    } catch (cause) {
      throw disagreement("data that cannot be replayed", cause);
    }
    const { state, consumed } = replayed;
    if (state.root() !== args.stateRoot) throw disagreement(toHexField(state.root()));
    if (this.#consumed + BigInt(consumed) !== args.messagesConsumed) {
      throw disagreement(`${consumed} messages consumed`);
    }
    this.#states.set(args.proposalId, state);
    return state;
  }

  #finalise(args: FinalizedArgs): FinalBlock {
    const state = this.#stateAfter(args);
    this.#forgetData(args.height);
    this.#head = { height: args.height, proposalId: args.proposalId, state };
    this.#consumed = args.messagesConsumed;
    const final: FinalBlock = {
      height: args.height,
      proposalId: args.proposalId,
      proposer: args.proposer,
      stateRoot: args.stateRoot,
      burned: args.burned,
      fees: args.fees,
      proposerReward: args.proposerReward,
      proverReward: args.proverReward,
    };
    this.#finals.push(final);
    if (this.#finals.length > KEPT_BLOCKS) this.#finals.shift();
    return final;
  }

  /** Drops a block's data, which is used only once to rebuild the state; the rest is kept for pay and the court. */
  #forgetData(height: bigint): void {
    for (const block of this.provenAt(height)) {
      this.#proven.set(block.proposalId, { ...block, data: new Uint8Array() });
    }
  }
}

function genesis(): Head {
  return { height: 0n, proposalId: GENESIS_ID, state: State.empty() };
}

function accountKey(keyX: bigint, keyY: bigint, owner: Hex): string {
  return `${keyX}/${keyY}/${owner}`;
}

const toHexField = (field: bigint): string => `0x${field.toString(16)}`;
