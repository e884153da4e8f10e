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

/** Events of the rollup, as in IRollup.sol. */
export interface RollupEvents {
  readonly RoundOpened: {
    readonly roundId: bigint;
    readonly height: bigint;
    readonly round: number;
    readonly windowStart: bigint;
    readonly commitEnd: bigint;
    readonly proofEnd: bigint;
    readonly proverSetRoot: Hex;
    readonly activeBitmap: Hex;
    readonly alpha: number;
  };
  readonly Committed: {
    readonly proposalId: Hex;
    readonly height: bigint;
    readonly proposer: Hex;
    readonly proposal: ProposalFields;
    readonly transcriptRoot: Hex;
    readonly bitmap: readonly bigint[];
    readonly provers: bigint;
    readonly score: bigint;
  };
  readonly BlockProven: {
    readonly proposalId: Hex;
    readonly height: bigint;
    readonly stateAfter: bigint;
    readonly contributionsHash: Hex;
    readonly fees: bigint;
    readonly messageCount: bigint;
    readonly provenBitmap: readonly bigint[];
    readonly score: bigint;
    readonly data: Hex;
    readonly dataChunks: readonly Hex[];
  };
  readonly Finalized: {
    readonly height: bigint;
    readonly proposalId: Hex;
    readonly proposer: Hex;
    readonly stateRoot: bigint;
    readonly messagesConsumed: bigint;
    readonly burned: bigint;
    readonly proverReward: bigint;
    readonly proposerReward: bigint;
    readonly fees: bigint;
  };
  readonly RoundRestarted: { readonly height: bigint; readonly round: number };
  readonly ProofWindowSet: {
    readonly roundId: bigint;
    readonly height: bigint;
    readonly proofStart: bigint;
    readonly proofEnd: bigint;
  };
  readonly RoundAbandoned: { readonly roundId: bigint; readonly height: bigint };
  readonly LeaderFailed: { readonly proposalId: Hex; readonly proposer: Hex; readonly bond: bigint };
  readonly Refunded: { readonly proposalId: Hex; readonly proposer: Hex; readonly amount: bigint };
  readonly RewardClaimed: {
    readonly proposalId: Hex;
    readonly seat: number;
    readonly payout: Hex;
    readonly nodeNumber: bigint;
    readonly amount: bigint;
  };
  readonly ProposerFined: { readonly proposer: Hex; readonly amount: bigint };
  readonly BalanceDeposited: { readonly account: Hex; readonly payer: Hex; readonly amount: bigint };
  readonly BalanceWithdrawn: { readonly account: Hex; readonly amount: bigint };
  readonly MessageQueued: {
    readonly index: bigint;
    readonly packed: Hex;
    readonly keyX: bigint;
    readonly keyY: bigint;
    readonly rolling: Hex;
  };
  readonly AccountOpened: {
    readonly accountIndex: number;
    readonly owner: Hex;
    readonly keyX: bigint;
    readonly keyY: bigint;
  };
  readonly WithdrawalClaimed: {
    readonly proposalId: Hex;
    readonly place: bigint;
    readonly owner: Hex;
    readonly asset: number;
    readonly amount: bigint;
  };
  readonly DataPublished: { readonly dataHash: Hex; readonly chunk: Hex };
}
