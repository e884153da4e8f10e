import type { L1Event, L1View } from "@trellis/l1";
import { replayData, State } from "@trellis/ledger";
import {
  concatBytes,
  EMPTY_QUEUE,
  fromHex,
  type Proposal,
  ProverBitmap,
  type QueuedMessage,
  rollingHash,
  TrellisError,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { SeatDirectory } from "./SeatDirectory.ts";

/** A commitment that L1 took (P5.3). */
export interface CommittedProposal {
  readonly proposalId: Hex;
  readonly proposal: Proposal;
  readonly transcriptRoot: Hex;
  readonly bitmap: ProverBitmap;
}

/** A block proof that L1 accepted (P7.1), with what rebuilds the state. */
export interface ProvenBlock {
  readonly proposalId: Hex;
  readonly height: bigint;
  readonly stateAfter: bigint;
  readonly contributionsHash: Hex;
  readonly messageCount: bigint;
  readonly provenBitmap: ProverBitmap;
  readonly data: Uint8Array;
}

/** A final block. */
export interface FinalBlock {
  readonly height: bigint;
  readonly proposalId: Hex;
  readonly proposer: Hex;
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

const GENESIS_ID: Hex = `0x${"0".repeat(64)}`;
/** Final blocks and proven ones kept for those who ask; older ones are on L1. */
const KEPT_BLOCKS = 256;

/**
 * What L1 says about the rollup, rebuilt from its events alone (P10.4): seats, message queue, commitments, proven and final
 * blocks, and the L2 state.
 */
export class Chain {
  #view: L1View | undefined;
  #viewAt = 0;
  #head: Head = genesis();
  #messages: QueuedMessage[] = [];
  /** Rolling hash after each number of messages. */
  #queueHashes: Uint8Array[] = [EMPTY_QUEUE];
  /** Account index by key. */
  #accounts = new Map<string, number>();
  /** Messages consumed by final blocks. */
  #consumed = 0n;
  #seats = new SeatDirectory();
  #commitments = new Map<Hex, CommittedProposal>();
  #proven = new Map<Hex, ProvenBlock>();
  #finals: FinalBlock[] = [];

  /** The latest view of L1. @throws TRL-NOD-010 before the first. */
  get view(): L1View {
    if (this.#view === undefined) throw new TrellisError("TRL-NOD-010", "L1 has not been read yet");
    return this.#view;
  }

  /** Whether L1 has been read at least once. */
  get isReady(): boolean {
    return this.#view !== undefined;
  }

  get head(): Head {
    return this.#head;
  }

  get seats(): SeatDirectory {
    return this.#seats;
  }

  /** Messages queued on L1 so far, the first at index 0. */
  get messages(): readonly QueuedMessage[] {
    return this.#messages;
  }

  /** L2 account index that L1 gave a key, undefined before its first deposit. */
  accountIndex(keyX: bigint, keyY: bigint): number | undefined {
    return this.#accounts.get(`${keyX}/${keyY}`);
  }

  /** Rolling hash of the first `count` messages. @throws TRL-NOD-012 if fewer are known. */
  queueHash(count: bigint): Uint8Array {
    const hash = this.#queueHashes[Number(count)];
    if (hash === undefined)
      throw new TrellisError("TRL-NOD-012", "not that many messages are queued on L1", { count });
    return hash;
  }

  /** Final blocks, the latest last; at most 256. */
  get finals(): readonly FinalBlock[] {
    return this.#finals;
  }

  /** L1 time now: the latest block's timestamp and what has passed since it was seen (P3.5). Seconds. */
  get now(): bigint {
    const passed = Math.max(0, Math.floor((performance.now() - this.#viewAt) / 1_000));
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

  /**
   * Takes the next view of L1.
   * @returns blocks that became final with it.
   * @throws TRL-NOD-011 if L1's data do not lead to L1's state root: then this node and the contract disagree about the rules.
   */
  apply(view: L1View): FinalBlock[] {
    if (view.reset) {
      this.#head = genesis();
      this.#messages = [];
      this.#queueHashes = [EMPTY_QUEUE];
      this.#accounts.clear();
      this.#consumed = 0n;
      this.#seats = new SeatDirectory();
      this.#commitments.clear();
      this.#proven.clear();
      this.#finals = [];
    }
    const finals: FinalBlock[] = [];
    for (const event of view.events) {
      const final = this.#applyEvent(event);
      if (final !== undefined) finals.push(final);
    }
    this.#view = view;
    this.#viewAt = performance.now();
    return finals;
  }

  #applyEvent(event: L1Event): FinalBlock | undefined {
    switch (event.eventName) {
      case "ProverJoined":
        this.#seats.join(concatBytes(fromHex(event.args.keyX), fromHex(event.args.keyY)));
        return undefined;
      case "Deposited": {
        const { accountIndex, asset, amount, keyX, keyY } = event.args;
        const message: QueuedMessage = { accountIndex, asset: asset === 1 ? 1 : 0, amount, keyX, keyY };
        this.#messages.push(message);
        this.#accounts.set(`${keyX}/${keyY}`, accountIndex);
        this.#queueHashes.push(rollingHash(this.#queueHashes.at(-1)!, message));
        return undefined;
      }
      case "Committed": {
        const { proposalId, proposal, transcriptRoot, bitmap } = event.args;
        bounded(this.#commitments).set(proposalId, {
          proposalId,
          proposal: {
            ...proposal,
            parent: fromHex(proposal.parent),
            orderCommitment: fromHex(proposal.orderCommitment),
            proposer: fromHex(proposal.proposer),
          },
          transcriptRoot,
          bitmap: ProverBitmap.fromWords(bitmap),
        });
        return undefined;
      }
      case "BlockProven": {
        const { proposalId, height, stateAfter, contributionsHash, messageCount, provenBitmap, data } =
          event.args;
        bounded(this.#proven).set(proposalId, {
          proposalId,
          height,
          stateAfter,
          contributionsHash,
          messageCount,
          provenBitmap: ProverBitmap.fromWords(provenBitmap),
          data: fromHex(data),
        });
        return undefined;
      }
      case "Finalized":
        return this.#finalise(event.args);
      default:
        return undefined;
    }
  }

  #replay(block: ProvenBlock): State {
    const messages = {
      before: this.queueHash(this.#consumed),
      queue: this.#messages.slice(Number(this.#consumed)),
    };
    return replayData(this.#head.state, block.data, messages).state;
  }

  #finalise(args: Extract<L1Event, { eventName: "Finalized" }>["args"]): FinalBlock {
    const block = this.#proven.get(args.proposalId);
    const state = block === undefined ? undefined : this.#replay(block);
    if (state === undefined || state.root() !== args.stateRoot) {
      throw new TrellisError("TRL-NOD-011", "the block's data on L1 do not lead to L1's state root", {
        height: args.height,
        proposalId: args.proposalId,
        expected: toHexField(args.stateRoot),
        actual: state === undefined ? "no data" : toHexField(state.root()),
      });
    }
    this.#head = { height: args.height, proposalId: args.proposalId, state };
    this.#consumed = args.messagesConsumed;
    const final: FinalBlock = {
      height: args.height,
      proposalId: args.proposalId,
      proposer: args.proposer,
      burned: args.burned,
      fees: args.fees,
      proposerReward: args.proposerReward,
      proverReward: args.proverReward,
    };
    this.#finals.push(final);
    if (this.#finals.length > KEPT_BLOCKS) this.#finals.shift();
    return final;
  }
}

function genesis(): Head {
  return { height: 0n, proposalId: GENESIS_ID, state: State.empty() };
}

function bounded<V>(map: Map<Hex, V>): Map<Hex, V> {
  if (map.size >= KEPT_BLOCKS) map.delete(map.keys().next().value!);
  return map;
}

const toHexField = (field: bigint): string => `0x${field.toString(16)}`;
