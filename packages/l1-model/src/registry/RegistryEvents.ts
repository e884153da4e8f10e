import type { Hex } from "viem";

/** Events of the registry, as in IProverRegistry.sol. */
export interface RegistryEvents {
  readonly ProverJoined: {
    readonly seat: number;
    readonly keyX: Hex;
    readonly keyY: Hex;
    readonly payout: Hex;
    readonly proverSetRoot: Hex;
  };
  readonly ExitRequested: { readonly seat: number; readonly exitAt: bigint };
  readonly StakeWithdrawn: { readonly seat: number; readonly payout: Hex; readonly amount: bigint };
  readonly StakeToppedUp: { readonly seat: number; readonly payer: Hex; readonly amount: bigint };
  readonly PayoutChanged: { readonly seat: number; readonly payout: Hex };
  readonly StakeSlashed: {
    readonly seat: number;
    readonly beneficiary: Hex;
    readonly burned: bigint;
    readonly reward: bigint;
    readonly stakeLeft: bigint;
    readonly isActive: boolean;
  };
  readonly SnapshotTaken: { readonly proverSetRoot: Hex; readonly activeBitmap: Hex };
}
