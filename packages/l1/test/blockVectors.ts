import {
  type NodeProver,
  type Proposal,
  ProverBitmap,
  packSeatWords,
  toBytes,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { L1Event } from "../src/contracts/l1Events.ts";
import { proposalStruct } from "../src/contracts/proposalStruct.ts";

/** Who proved a node: `c5` is seat 5 as committed, `r5` seat 5 as a rescuer, `-` nobody. */
export type ProverWord = `c${number}` | `r${number}` | "-";

/** A transcript's root; no test opens it. */
const TRANSCRIPT_ROOT = toHex(toBytes(3n, 32));
/** Address of a round's active seats. */
export const ACTIVE_BITMAP: Hex = `0x${"ac".repeat(20)}`;
export const PROVER_SET_ROOT = 99n;
export const GENESIS = 7n;

/** Packed seat words of a block. @param provers - by node number. */
export function wordsOf(...provers: readonly ProverWord[]): Uint8Array {
  return packSeatWords(
    provers.map((word): NodeProver => {
      if (word === "-") return { seat: null, isCommitted: false };
      return { seat: Number(word.slice(1)), isCommitted: word.startsWith("c") };
    }),
  );
}

/** The id of a test's proposal. */
export const idOf = (name: number): Hex => toHex(new Uint8Array(32).fill(name));

/** A proposal of depth 1 for the first height. */
export function proposalOf(burnBid = 1_000n): Proposal {
  return {
    height: 1n,
    round: 0,
    parent: new Uint8Array(32),
    depth: 1,
    orderCommitment: new Uint8Array(32),
    proverShareBps: 5_000,
    burnBid,
    proposer: new Uint8Array(20).fill(1),
    expiry: 1_000n,
  };
}

/** L1's events as a test tells them. */
export const events = {
  opened: (roundId = 1n, round = 0): L1Event =>
    event("RoundOpened", {
      roundId,
      height: 1n,
      round,
      start: 10n,
      commitEnd: 20n,
      proverSetRoot: PROVER_SET_ROOT,
      activeBitmap: ACTIVE_BITMAP,
      alpha: 196_608,
    }),

  committed: (name: number, seats: readonly number[], proposal = proposalOf()): L1Event =>
    event("Committed", {
      proposalId: idOf(name),
      height: proposal.height,
      proposer: toHex(proposal.proposer),
      proposal: proposalStruct(proposal),
      transcriptRoot: TRANSCRIPT_ROOT,
      bitmap: ProverBitmap.of(seats).words(),
      seats: BigInt(seats.length),
      score: 1n,
    }),

  proven: (
    name: number,
    kept: number,
    seatWords: Uint8Array,
    provers: readonly number[],
    block: {
      readonly data?: Uint8Array;
      readonly chunks?: readonly Hex[];
      readonly isBest?: boolean;
      readonly tally?: bigint;
    } = {},
  ): L1Event =>
    event("BlockProven", {
      proposalId: idOf(name),
      height: 1n,
      kept,
      isBest: block.isBest ?? kept === 0,
      stateAfter: 8n,
      statesRoot: 9n,
      tally: block.tally ?? 0n,
      fees: 11n,
      messageCount: 12n,
      provers: ProverBitmap.of(provers).words(),
      score: 1n,
      data: toHex(block.data ?? new Uint8Array(block.chunks === undefined ? 320 : 0)),
      chunks: block.chunks ?? [],
      seatWords: toHex(seatWords),
    }),

  published: (dataHash: Hex, chunk: Uint8Array): L1Event =>
    event("DataPublished", { dataHash, chunk: toHex(chunk) }),

  finalized: (name: number): L1Event =>
    event("Finalized", {
      height: 1n,
      proposalId: idOf(name),
      proposer: `0x${"01".repeat(20)}`,
      stateRoot: 8n,
      messagesConsumed: 12n,
      fees: 11n,
    }),

  named: (name: number, newSeats: readonly { bps: number; seats: readonly number[] }[]): L1Event =>
    event("UnclesNamed", {
      winner: idOf(name),
      uncles: newSeats.map(() => idOf(99)),
      newSeats: newSeats.map(({ bps, seats }) => ({ bps, seats: ProverBitmap.of(seats).words() })),
    }),

  queued: (index: bigint, keyX: bigint): L1Event =>
    event("MessageQueued", {
      index,
      packed: `0x${"00".repeat(20)}`,
      keyX,
      keyY: keyX,
      rolling: idOf(0),
      fee: 1n,
    }),

  returned: (index: bigint): L1Event =>
    event("DepositReturned", { index, owner: `0x${"02".repeat(20)}`, asset: 0n, amount: 1n }),

  accountOpened: (accountIndex: number, owner: Hex): L1Event =>
    event("AccountOpened", { accountIndex, owner, keyX: 1n, keyY: 1n }),

  escaped: (accountIndex: number, owner: Hex): L1Event =>
    event("Escaped", { accountIndex, owner, amount0: 1n, amount1: 1n }),
};

/** An event as viem decodes it, without what says where it was found. */
function event<Name extends L1Event["eventName"]>(
  eventName: Name,
  args: Extract<L1Event, { eventName: Name }>["args"],
): L1Event {
  return { eventName, args } as unknown as L1Event;
}
