import type { Address } from "viem";

/** Where a deployment lives on L1. */
export interface ContractAddresses {
  readonly token: Address;
  readonly secondAsset: Address;
  readonly constants: Address;
  /** Holds all tokens: users approve it, and nothing else. */
  readonly vault: Address;
  readonly registry: Address;
  readonly auction: Address;
  /** What votes, claims and proofs are bound to. */
  readonly rollup: Address;
  readonly rewards: Address;
  readonly bridge: Address;
  readonly court: Address;
  readonly lens: Address;
  readonly blockVerifier: Address;
  /** L1 block from which its events are read. */
  readonly deployedAt: bigint;
}
