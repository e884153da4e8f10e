import type { Address } from "viem";

/** Where a deployment of Trellis lives on L1. */
export interface L1Addresses {
  readonly token: Address;
  readonly secondAsset: Address;
  readonly registry: Address;
  readonly verifier: Address;
  readonly rollup: Address;
  /** L1 block from which its events are read. */
  readonly deployedAt: bigint;
}
