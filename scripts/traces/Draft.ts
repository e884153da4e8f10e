import type { Hex } from "viem";
import type { ContractName } from "../../packages/l1-model/src/abi/ContractName.ts";
import type { TraceStep } from "../../packages/l1-model/test/Trace.ts";

/** A call that a player wants to make. */
export interface Draft {
  readonly from: Hex;
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
  /** Updates the player's memory if the call succeeds. */
  readonly done?: (events: NonNullable<TraceStep["events"]>) => void;
}
