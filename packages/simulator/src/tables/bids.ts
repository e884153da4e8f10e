import type { RandomStream } from "../random/RandomStream.ts";
import { readTable } from "./readTable.ts";

/** What one builder won. */
export interface BuilderRecord {
  readonly blocks: number;
  /** Mean and deviation of the logarithm of its winning bids in ether. */
  readonly mu: number;
  readonly sigma: number;
}

/** Winning bids of real block auctions. */
export interface BidTable extends BuilderRecord {
  /** The builder with most blocks first. */
  readonly builders: readonly BuilderRecord[];
  /** Quantiles of the bids, ether, at equal steps from 0 to 1. */
  readonly ether: readonly number[];
  /** Quantiles of the time of the bid, seconds since the start of the slot before. */
  readonly seconds: readonly number[];
}

let table: BidTable | undefined;

/** 27,135 winning bids of 5 to 9 April 2024. */
export function winningBids(): BidTable {
  table ??= JSON.parse(readTable("bids.json")) as BidTable;
  return table;
}

/** A draw from a distribution given by quantiles at equal steps, linear between them. */
export function drawFrom(quantiles: readonly number[], stream: RandomStream): number {
  const at = stream.uniform() * (quantiles.length - 1);
  const below = Math.floor(at);
  const low = quantiles[below]!;
  return low + (at - below) * (quantiles[below + 1]! - low);
}

/** Sum of squared parts: 1 for a monopoly, 1/n for n equal ones. */
export function concentration(counts: readonly number[]): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum + (count / all) ** 2, 0);
}
