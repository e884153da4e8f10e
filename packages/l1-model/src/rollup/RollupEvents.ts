import type { Hex } from "viem";

/** Events of the rollup, as in IRollup.sol. */
export interface RollupEvents {
  readonly BlockProven: {
    readonly proposalId: Hex;
    readonly height: bigint;
    readonly kept: number;
    readonly isBest: boolean;
    readonly stateAfter: bigint;
    readonly statesRoot: bigint;
    readonly tally: bigint;
    readonly fees: bigint;
    readonly messageCount: bigint;
    readonly provers: readonly bigint[];
    readonly score: bigint;
    readonly data: Hex;
    readonly chunks: readonly Hex[];
    readonly seatWords: Hex;
  };
  readonly Finalized: {
    readonly height: bigint;
    readonly proposalId: Hex;
    readonly proposer: Hex;
    readonly stateRoot: bigint;
    readonly messagesConsumed: bigint;
    readonly fees: bigint;
  };
  readonly DataPublished: { readonly dataHash: Hex; readonly chunk: Hex };
}
