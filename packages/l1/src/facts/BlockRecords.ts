import {
  concatBytes,
  dataHash,
  decodeSeatWord,
  fromHex,
  mergeTallies,
  type Proposal,
  ProverBitmap,
  TrackedMap,
  TrellisError,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { L1Event } from "../contracts/l1Events.ts";
import { proposalOf } from "../contracts/proposalStruct.ts";
import type { BlockRecord, KeptProof } from "./BlockRecord.ts";
import { NodeSet } from "./NodeSet.ts";

type Args<Name extends L1Event["eventName"]> = Extract<L1Event, { eventName: Name }>["args"];

/** A record while it grows. */
export type GrowingRecord = {
  -readonly [Key in Exclude<keyof BlockRecord, "kept" | "committedNodes">]: BlockRecord[Key];
} & {
  kept: (KeptProof & { readonly rescued: NodeSet })[];
  committedNodes: NodeSet;
  /** Nodes for which some kept proof has a rescuer. */
  readonly rescuedNodes: NodeSet;
};

/** What a commitment's round says of it. */
export interface RecordRound {
  readonly id: number;
  readonly proverSetRoot: bigint;
  readonly activeBitmap: Hex;
}

/** A chunk of a block's transactions on L1. */
export interface PublishedChunk {
  readonly data: Uint8Array;
  /** Rounds that had been opened by then. */
  readonly openedBefore: number;
}

/** L1 takes proofs of the last 64 rounds, with chunks that were published since their round opened. */
const RING = 64;
/** Heights whose transactions are kept, whose losing blocks are, and whose final blocks are. */
const KEPT_TRANSACTIONS = 64n;
const KEPT_LOSERS = 512n;
const KEPT_FINALS = 4_096n;
const NO_TRANSACTIONS = new Uint8Array();
const GAP = "TRL-L1-030";

/**
 * M5: what L1's events tell of all blocks: who proved what, which seats are new, what the transactions are. Pay and withdrawals are made
 * from this alone, at any time. Events must come in order and without a gap since the deployment (`L1Client.record`).
 */
export class BlockRecords {
  /** What the records are made of. For a store. */
  readonly tables = {
    blocks: new TrackedMap<Hex, GrowingRecord>(),
    /** Transactions of the blocks that have them, by block. */
    data: new TrackedMap<Hex, Uint8Array>(),
    /** By height and round: `height/round`. */
    rounds: new TrackedMap<string, RecordRound>(),
    chunks: new TrackedMap<Hex, PublishedChunk>(),
    /** State roots by height. */
    heads: new TrackedMap<bigint, bigint>(),
  };
  /** Rounds that have been opened. For a store. */
  opened = 0;

  /** @param genesisStateRoot - state below the first block. */
  constructor(genesisStateRoot: bigint) {
    this.tables.heads.set(0n, genesisStateRoot);
  }

  /** The record of a commitment; undefined if there is none, or it was dropped. */
  block(proposalId: Hex): BlockRecord | undefined {
    return this.tables.blocks.get(proposalId);
  }

  /** All commitments that were not dropped, in the order of arrival. */
  all(): BlockRecord[] {
    return [...this.tables.blocks.values()];
  }

  /** The final blocks, lowest first. */
  final(): BlockRecord[] {
    return [...this.tables.blocks.values()].filter(({ isFinal }) => isFinal);
  }

  /** The commitments of a round, in the order of arrival. */
  ofRound(roundId: number): BlockRecord[] {
    return [...this.tables.blocks.values()].filter((block) => block.roundId === roundId);
  }

  /**
   * Bounds what is kept, for those that follow L1 for long: transactions of the last 64 heights, losing blocks of the last 512, final
   * blocks of the last 4,096. Whatever is older is made from L1's logs again when it is asked for.
   * @param height - of the last final block.
   */
  drop(height: bigint): void {
    for (const [id, block] of this.tables.blocks) {
      const age = height - block.proposal.height;
      if (age > (block.isFinal ? KEPT_FINALS : KEPT_LOSERS)) this.tables.blocks.delete(id);
      if (age > KEPT_TRANSACTIONS && this.tables.data.delete(id)) block.transactions = NO_TRANSACTIONS;
    }
    for (const old of this.tables.heads.keys()) if (height - old > KEPT_LOSERS) this.tables.heads.delete(old);
    for (const [key, { id }] of this.tables.rounds)
      if (id + 2 * RING < this.opened) this.tables.rounds.delete(key);
  }

  /** Goes on from what a store has put into {@link tables}. @returns whether it belongs together. */
  adopt(): boolean {
    for (const [id, data] of this.tables.data) {
      const block = this.tables.blocks.get(id);
      if (block === undefined) return false;
      block.transactions = data;
    }
    return true;
  }

  /** Adds the next event. Events of other kinds change nothing. @throws TRL-L1-030 if earlier events are missing. */
  add(event: L1Event): void {
    switch (event.eventName) {
      case "RoundOpened":
        this.#addRound(event.args);
        return;
      case "Committed":
        this.#addCommitment(event.args);
        return;
      case "DataPublished": {
        const { dataHash: hash, chunk } = event.args;
        this.tables.chunks.set(hash, { data: fromHex(chunk), openedBefore: this.opened });
        return;
      }
      case "BlockProven":
        this.#addProof(event.args);
        return;
      case "Finalized": {
        const { proposalId, height, stateRoot } = event.args;
        this.tables.heads.set(height, stateRoot);
        this.#of(proposalId).isFinal = true;
        this.tables.blocks.touch(proposalId);
        return;
      }
      case "UnclesNamed": {
        // Rounds may be much shorter than the uncle window: the winner may have been dropped by now.
        const winner = this.tables.blocks.get(event.args.winner);
        if (winner === undefined) return;
        winner.newSeats = event.args.newSeats.map(({ bps, seats }) => {
          return { bps, seats: ProverBitmap.fromWords(seats) };
        });
        this.tables.blocks.touch(event.args.winner);
        return;
      }
      default:
    }
  }

  /**
   * Adds the next event to records that begin later than the deployment: what it says of an earlier block is left out. The first events of a
   * block whose round has opened before may be among them, so its record is whole only if it is of a later height.
   */
  addPartly(event: L1Event): void {
    // Chunks and rounds are forgotten by the number of rounds.
    if (event.eventName === "RoundOpened" && this.opened === 0) this.opened = Number(event.args.roundId) - 1;
    try {
      this.add(event);
    } catch (error) {
      if (!(error instanceof TrellisError && error.code === GAP)) throw error;
    }
  }

  /** Forgets the blocks up to a height, whatever became of them. */
  forget(height: bigint): void {
    for (const [id, { proposal }] of this.tables.blocks) {
      if (proposal.height > height) continue;
      this.tables.blocks.delete(id);
      this.tables.data.delete(id);
    }
  }

  #addRound({ roundId, height, round, proverSetRoot, activeBitmap }: Args<"RoundOpened">): void {
    this.tables.rounds.set(`${height}/${round}`, { id: Number(roundId), proverSetRoot, activeBitmap });
    this.opened++;
    for (const [hash, { openedBefore }] of this.tables.chunks) {
      if (openedBefore + RING < this.opened) this.tables.chunks.delete(hash);
    }
  }

  #addCommitment({ proposalId, proposal: struct, transcriptRoot, bitmap }: Args<"Committed">): void {
    const proposal = proposalOf(struct);
    const round = this.#roundOf(proposal, proposalId);
    this.tables.blocks.set(proposalId, {
      proposalId,
      proposal,
      transcriptRoot,
      committed: ProverBitmap.fromWords(bitmap),
      roundId: round.id,
      activeBitmap: round.activeBitmap,
      facts: undefined,
      transactions: NO_TRANSACTIONS,
      kept: [],
      best: 0,
      tally: 0n,
      committedNodes: new NodeSet(),
      rescuedNodes: new NodeSet(),
      isFinal: false,
      newSeats: [],
    });
  }

  #addProof(args: Args<"BlockProven">): void {
    const { proposalId, height, kept, isBest } = args;
    const block = this.#of(proposalId);
    const stateBefore = this.tables.heads.get(height - 1n);
    if (stateBefore === undefined || kept !== block.kept.length) throw gap(proposalId);
    if (block.facts === undefined) {
      block.transactions = this.#transactionsOf(args);
      this.tables.data.set(proposalId, block.transactions);
      block.facts = {
        transactionsRoot: toHex(dataHash(block.transactions)),
        proverSetRoot: this.#roundOf(block.proposal, proposalId).proverSetRoot,
        statesRoot: args.statesRoot,
        stateBefore,
        stateAfter: args.stateAfter,
        messageCount: args.messageCount,
        fees: args.fees,
      };
    }
    const seatWords = fromHex(args.seatWords);
    const rescued = new NodeSet();
    for (let number = 0; 2 * number < seatWords.length; number++) {
      const { seat, isCommitted } = decodeSeatWord(
        (seatWords[2 * number]! << 8) | seatWords[2 * number + 1]!,
      );
      if (isCommitted) block.committedNodes.add(number);
      else if (seat !== null && !block.rescuedNodes.has(number)) rescued.add(number);
    }
    for (const number of rescued) block.rescuedNodes.add(number);
    const provers = ProverBitmap.fromWords(args.provers).and(block.committed);
    block.kept.push({ kept, provers, seatWords, rescued });
    block.tally = mergeTallies(block.tally, args.tally, isBest);
    if (isBest) block.best = kept;
    this.tables.blocks.touch(proposalId);
  }

  #transactionsOf({ proposalId, data, chunks }: Args<"BlockProven">): Uint8Array {
    if (chunks.length === 0) return fromHex(data);
    return concatBytes(
      ...chunks.map((hash) => {
        const chunk = this.tables.chunks.get(hash);
        if (chunk === undefined) throw gap(proposalId);
        return chunk.data;
      }),
    );
  }

  #roundOf({ height, round }: Proposal, proposalId: Hex): RecordRound {
    const found = this.tables.rounds.get(`${height}/${round}`);
    if (found === undefined) throw gap(proposalId);
    return found;
  }

  #of(proposalId: Hex): GrowingRecord {
    const block = this.tables.blocks.get(proposalId);
    if (block === undefined) throw gap(proposalId);
    return block;
  }
}

function gap(proposalId: Hex): TrellisError {
  return new TrellisError(
    GAP,
    "L1's logs lack what was said of a block; use an L1 node that keeps all logs since the deployment",
    { proposalId },
  );
}
