import type { Hex } from "viem";

/** Events of the registry, as in IProverRegistry.sol. */
export interface RegistryEvents {
  readonly ProverJoined: {
    readonly seat: number;
    readonly keyX: bigint;
    readonly keyY: bigint;
    readonly payout: Hex;
    readonly proverSetRoot: bigint;
  };
  readonly KeyRotated: {
    readonly seat: number;
    readonly keyX: bigint;
    readonly keyY: bigint;
    readonly proverSetRoot: bigint;
  };
  readonly ExitRequested: { readonly seat: number; readonly exitAt: bigint; readonly isIdle: boolean };
  readonly StakeWithdrawn: { readonly seat: number; readonly payout: Hex; readonly amount: bigint };
  readonly StakeToppedUp: { readonly seat: number; readonly payer: Hex; readonly amount: bigint };
  readonly PayoutChanged: { readonly seat: number; readonly payout: Hex };
  readonly Paused: { readonly seat: number; readonly isPaused: boolean };
  readonly StakeSlashed: {
    readonly seat: number;
    readonly beneficiary: Hex;
    readonly burned: bigint;
    readonly bounty: bigint;
    readonly stakeLeft: bigint;
    readonly isActive: boolean;
  };
  readonly RegistryStopped: Readonly<Record<string, never>>;
  readonly SnapshotTaken: { readonly proverSetRoot: bigint; readonly activeBitmap: Hex };
}
