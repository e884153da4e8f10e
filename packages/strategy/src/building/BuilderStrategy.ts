import type { Transaction } from "@trellis/protocol";
import type { BidBounds, BidTerms } from "../bidding/bid.ts";
import type { Arbitrage } from "./arbitrage.ts";
import type { DraftBase } from "./BlockDraft.ts";
import type { Pause } from "./slices.ts";

/** The inputs from which a strategy builds a block. */
export interface BuildTask {
  /** The mempool has checked the candidates' signatures. */
  readonly base: DraftBase & { readonly skipSignatures: true };
  /** P10.3: number of messages that the block must contain, as far as it has places. */
  readonly due: number;
  /** Users' transactions: highest fee first, each sender's in nonce order. May be taken little by little. */
  readonly candidates: Iterable<Transaction>;
  readonly blockReward: bigint;
  /** P7.3: α of the round, in eighths. */
  readonly alpha: number;
  readonly bounds: BidBounds;
  /** Awaited every few milliseconds of work, so that the caller's other work can run. Throws when the block is no longer wanted. */
  readonly pause: Pause;
  readonly signal: AbortSignal;
}

/** A block and the bid for it. */
export interface BlockPlan {
  /** Transactions that `executeBlock` accepts on the task's state, without padding. */
  readonly transactions: readonly Transaction[];
  /** Undefined if the proposer cannot afford the minimum. */
  readonly terms: BidTerms | undefined;
  /** Own swaps among the transactions, in their order. */
  readonly swaps: readonly Arbitrage[];
}

/**
 * How a proposer builds and bids (ADR 0019): it orders the transactions, may add swaps of its own, and chooses burn and provers'
 * part from the expected income. The configuration names a strategy. To add one, implement this single method.
 */
export interface BuilderStrategy {
  readonly name: string;
  /** Makes a block for the running round. Errors are reported, and the call is repeated a little later. */
  plan(task: BuildTask): Promise<BlockPlan>;
}
