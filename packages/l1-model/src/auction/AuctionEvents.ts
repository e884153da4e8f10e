import type { Hex } from "viem";

/** A proposal as events carry it. */
export interface ProposalFields {
  readonly height: bigint;
  readonly round: number;
  readonly parent: Hex;
  readonly depth: number;
  readonly orderCommitment: Hex;
  readonly proverShareBps: number;
  readonly burnBid: bigint;
  readonly proposer: Hex;
  readonly expiry: bigint;
}

/** Events of the auction, as in IAuction.sol. */
export interface AuctionEvents {
  readonly RoundOpened: {
    readonly roundId: bigint;
    readonly height: bigint;
    readonly round: number;
    readonly start: bigint;
    readonly commitEnd: bigint;
    readonly proverSetRoot: bigint;
    readonly activeBitmap: Hex;
    readonly alpha: number;
  };
  readonly WindowMoved: { readonly roundId: bigint; readonly commitEnd: bigint };
  readonly ProofWindowSet: {
    readonly roundId: bigint;
    readonly proofStart: bigint;
    readonly proofEnd: bigint;
  };
  readonly Committed: {
    readonly proposalId: Hex;
    readonly height: bigint;
    readonly proposer: Hex;
    readonly proposal: ProposalFields;
    readonly transcriptRoot: Hex;
    readonly bitmap: readonly bigint[];
    readonly seats: bigint;
    readonly score: bigint;
  };
  readonly RoundRestarted: { readonly roundId: bigint; readonly height: bigint; readonly round: number };
  readonly RoundAbandoned: { readonly roundId: bigint; readonly height: bigint };
  readonly Refunded: {
    readonly proposalId: Hex;
    readonly proposer: Hex;
    readonly amount: bigint;
    readonly lost: bigint;
  };
  readonly BalanceDeposited: { readonly account: Hex; readonly payer: Hex; readonly amount: bigint };
  readonly BalanceWithdrawn: { readonly account: Hex; readonly amount: bigint };
}
