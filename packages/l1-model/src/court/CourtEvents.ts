import type { Hex } from "viem";

/** Events of the court, as in ISlashingCourt.sol. */
export interface CourtEvents {
  readonly Reported: {
    readonly proposalId: Hex;
    readonly seat: number;
    readonly nodeNumber: bigint;
    readonly backupPlusOne: number;
    readonly contestEnd: bigint;
  };
  readonly Cleared: {
    readonly proposalId: Hex;
    readonly seat: number;
    readonly nodeNumber: bigint;
    readonly inTime: boolean;
  };
  readonly Slashed: {
    readonly proposalId: Hex;
    readonly seat: number;
    readonly nodeNumber: bigint;
    readonly amount: bigint;
    readonly repeats: number;
    readonly backupPlusOne: number;
  };
  readonly VoteUsedTwice: {
    readonly proposalId: Hex;
    readonly seat: number;
    readonly proposer: Hex;
    readonly vote: number;
    readonly fined: bigint;
  };
  readonly Voided: { readonly proposalId: Hex; readonly seat: number; readonly nodeNumber: bigint };
  readonly ContestPaid: {
    readonly proposalId: Hex;
    readonly seat: number;
    readonly payout: Hex;
    readonly nodeNumber: bigint;
    readonly amount: bigint;
  };
  readonly ContestPayRefused: {
    readonly proposalId: Hex;
    readonly seat: number;
    readonly nodeNumber: bigint;
  };
}
