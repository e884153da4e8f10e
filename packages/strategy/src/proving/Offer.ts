import type { VoteScope } from "@trellis/protocol";
import type { Hex } from "viem";
import type { PayTerms } from "./expectedPay.ts";

/** A proposal of the running round that a prover may vote for. */
export interface OpenProposal {
  readonly id: Hex;
  readonly terms: PayTerms;
  /** Wei. */
  readonly burnBid: bigint;
  /** Own seats that have voted for it, with the number of their votes. */
  readonly cast: ReadonlyMap<number, number>;
}

/** Votes that one seat casts for one proposal. */
export interface Offer {
  readonly id: Hex;
  readonly seat: number;
  readonly votes: readonly VoteScope[];
}
