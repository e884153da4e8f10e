import type { Transaction } from "@trellis/protocol";
import type { BidBounds, BidTerms } from "../bidding/bid.ts";
import type { Arbitrage } from "./arbitrage.ts";
import type { DraftBase } from "./buildBlock.ts";

/** What a strategy is given to make a block of. */
export interface BuildTask {
  /** The pool has checked the candidates' signatures. */
  readonly base: DraftBase & { readonly skipSignatures: true };
  /** P10.3: how many of the messages must be in the block, as far as it has places. */
  readonly due: number;
  /** What users sent, highest fee first, each sender's in nonce order. Valid until the strategy's first pause. */
  readonly candidates: Iterable<Transaction>;
  readonly blockReward: bigint;
  /** P7.3: α of the round, in eighths. */
  readonly alpha: number;
  readonly bounds: BidBounds;
  readonly signal: AbortSignal;
}

/** A block and the bid for it. */
export interface BlockPlan {
  /** What `executeBlock` accepts on the task's state, without padding. */
  readonly transactions: readonly Transaction[];
  /** Undefined if the proposer cannot afford the minimum. */
  readonly terms: BidTerms | undefined;
  /** Own swaps among the transactions, in their order. */
  readonly swaps: readonly Arbitrage[];
}

/**
 * How a proposer builds and bids (ADR 0019): it orders the transactions, may put in swaps of its own, and chooses burn and provers'
 * part from what it expects the block to bring. One is named in the configuration; another one is a class with this one method.
 */
export interface BuilderStrategy {
  readonly name: string;
  /** Makes a block for the running round. What it throws is reported, and it is asked again a little later. */
  plan(task: BuildTask): Promise<BlockPlan>;
}
