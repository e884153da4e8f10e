import type { Hex } from "viem";

/** Events of the court, as in ISlashingCourt.sol. */
export interface CourtEvents {
  readonly Reported: {
    readonly proposalId: Hex;
    readonly seat: number;
    readonly reporter: Hex;
    readonly nodeNumbers: readonly bigint[];
    readonly answerBy: bigint;
  };
  readonly NodeCleared: { readonly proposalId: Hex; readonly seat: number; readonly nodeNumber: bigint };
  readonly CaseSettled: {
    readonly proposalId: Hex;
    readonly seat: number;
    readonly reporter: Hex;
    readonly taken: bigint;
    readonly bounty: bigint;
    readonly level: number;
  };
}
