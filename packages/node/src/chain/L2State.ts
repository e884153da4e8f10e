import type { BlockRecord, L1Event } from "@trellis/l1";
import { type ExecutedBlock, replayData, State } from "@trellis/ledger";
import { BoundedMap, equalBytes, TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import type { MessageLog } from "./MessageLog.ts";

/** The last final block and the L2 state after it. Height 0 is genesis. */
export interface Head {
  readonly height: bigint;
  readonly proposalId: Hex;
  readonly state: State;
}

/** The parts of an executed block that are used when it becomes final. */
export type ExecutionResult = Pick<ExecutedBlock, "stateAfter" | "consumed" | "data">;

/** The event by which a block becomes final. */
export type FinalizedArgs = Extract<L1Event, { eventName: "Finalized" }>["args"];

const GENESIS_ID: Hex = `0x${"0".repeat(64)}`;
/** States kept, one after each of the last final blocks. If a reorganisation of L1 goes back further, all blocks are replayed. */
const KEPT_STATES = 8;

/** The L2 state at the head, made from the final blocks' data, and held against L1's state roots (P10.4). */
export class L2State {
  readonly #executionOf: (proposalId: Hex) => ExecutionResult | undefined;
  #head = genesis();
  /** States that L1 has confirmed, by the block that led to them. A reorganisation does not clear them. */
  readonly #states = new BoundedMap<Hex, State>(KEPT_STATES);
  /** While L1 is read again: the last final block whose state is known. Blocks before it need not be replayed. */
  #resumeAt: Hex | undefined;

  /** @param executionOf - finds a block that has been executed here, so that it is not executed again when it becomes final. */
  constructor(executionOf: (proposalId: Hex) => ExecutionResult | undefined) {
    this.#executionOf = executionOf;
  }

  get head(): Head {
    return this.#head;
  }

  /** The state after a final block, if it is one of the last; genesis has one too. */
  stateAfter(proposalId: Hex): State | undefined {
    return proposalId === GENESIS_ID ? State.empty() : this.#states.get(proposalId);
  }

  /** Goes on from the states after the last final blocks, the latest last; from genesis if there are none. */
  resume(height: bigint, states: readonly { readonly proposalId: Hex; readonly state: State }[]): void {
    this.#states.clear();
    for (const { proposalId, state } of states) this.#states.set(proposalId, state);
    const head = states.at(-1);
    this.#head = head === undefined ? genesis() : { height, ...head };
    this.#resumeAt = undefined;
  }

  /** Goes back to genesis, before events that start there are applied. */
  restart(events: readonly L1Event[]): void {
    this.#head = genesis();
    const known = events.findLast(
      (event) =>
        event.eventName === "Finalized" &&
        this.#states.get(event.args.proposalId)?.root() === event.args.stateRoot,
    );
    this.#resumeAt = known?.eventName === "Finalized" ? known.args.proposalId : undefined;
  }

  /**
   * Moves the head to a final block.
   * @param messages - the queue before the block consumes any of it.
   * @throws TRL-NOD-011 if the block's data does not lead to L1's state root: this node and the contract disagree about the rules.
   */
  finalise(args: FinalizedArgs, block: BlockRecord | undefined, messages: MessageLog): void {
    const state = this.#stateAfter(args, block, messages);
    this.#head = { height: args.height, proposalId: args.proposalId, state };
  }

  #stateAfter(args: FinalizedArgs, block: BlockRecord | undefined, messages: MessageLog): State {
    const { proposalId, height, stateRoot } = args;
    if (this.#resumeAt !== undefined) {
      if (proposalId !== this.#resumeAt) return this.#head.state;
      this.#resumeAt = undefined;
      return this.#states.get(proposalId)!;
    }
    const disagreement = (actual: string, cause?: unknown): TrellisError => {
      // What is read next must not start from a state that is wrong.
      this.#states.clear();
      return new TrellisError(
        "TRL-NOD-011",
        "the block's data on L1 does not lead to L1's state root",
        { height, proposalId, expected: hexField(stateRoot), actual },
        cause,
      );
    };
    if (block === undefined || block.transactions.length === 0) throw disagreement("no data");
    let replayed: { readonly state: State; readonly consumed: number };
    try {
      replayed = this.#executed(args, block, messages) ?? this.#replay(block, messages);
    } catch (cause) {
      throw disagreement("data that cannot be replayed", cause);
    }
    const { state, consumed } = replayed;
    if (state.root() !== stateRoot) throw disagreement(hexField(state.root()));
    if (messages.consumed + BigInt(consumed) !== args.messagesConsumed) {
      throw disagreement(`${consumed} messages consumed`);
    }
    this.#states.set(proposalId, state);
    return state;
  }

  #replay({ transactions }: BlockRecord, messages: MessageLog) {
    const { consumed } = messages;
    const queue = messages.slice(Number(consumed));
    return replayData(this.#head.state, transactions, { before: messages.hash(consumed), queue });
  }

  /** The known execution of this data, if its result is L1's: then the data need not be replayed. */
  #executed(
    { proposalId, stateRoot, messagesConsumed }: FinalizedArgs,
    { transactions }: BlockRecord,
    { consumed: before }: MessageLog,
  ): { readonly state: State; readonly consumed: number } | undefined {
    const execution = this.#executionOf(proposalId);
    if (execution === undefined || !equalBytes(execution.data, transactions)) return undefined;
    const { stateAfter: state, consumed } = execution;
    const isSame = state.root() === stateRoot && before + BigInt(consumed) === messagesConsumed;
    return isSame ? { state, consumed } : undefined;
  }
}

function genesis(): Head {
  return { height: 0n, proposalId: GENESIS_ID, state: State.empty() };
}

const hexField = (field: bigint): string => `0x${field.toString(16)}`;
