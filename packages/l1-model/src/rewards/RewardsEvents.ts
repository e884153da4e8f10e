import type { Hex } from "viem";

/** Events of the rewards, as in IRewards.sol. */
export interface RewardsEvents {
  readonly RewardSettled: {
    readonly proposalId: Hex;
    readonly proposer: Hex;
    readonly proposerReward: bigint;
    readonly pool: bigint;
    readonly winnerSeats: number;
    readonly claimsFrom: bigint;
  };
  readonly UnclesNamed: {
    readonly winner: Hex;
    readonly uncles: readonly Hex[];
    /** Of each of them, in the same order. */
    readonly newSeats: readonly { readonly bps: number; readonly seats: readonly bigint[] }[];
  };
  readonly NodePaid: {
    readonly proposalId: Hex;
    readonly seat: number;
    readonly payout: Hex;
    readonly nodeNumber: bigint;
    readonly amount: bigint;
  };
  readonly NewSeatPaid: {
    readonly winner: Hex;
    readonly seat: number;
    readonly payout: Hex;
    readonly amount: bigint;
  };
}
