import type { Hex } from "viem";

/** Events of the bridge, as in IBridge.sol. */
export interface BridgeEvents {
  readonly MessageQueued: {
    readonly index: bigint;
    readonly packed: Hex;
    readonly keyX: bigint;
    readonly keyY: bigint;
    readonly rolling: Hex;
    readonly fee: bigint;
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
    readonly asset: bigint;
    readonly amount: bigint;
  };
  readonly RollupStopped: { readonly oldestMessage: bigint; readonly dueAt: bigint };
  readonly Escaped: {
    readonly accountIndex: number;
    readonly owner: Hex;
    readonly amount0: bigint;
    readonly amount1: bigint;
  };
  readonly DepositReturned: {
    readonly index: bigint;
    readonly owner: Hex;
    readonly asset: bigint;
    readonly amount: bigint;
  };
}
