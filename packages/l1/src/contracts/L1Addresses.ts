import { TrellisError } from "@trellis/protocol";
import type { Address } from "viem";

/** Where a deployment of Trellis lives on L1. */
export interface L1Addresses {
  readonly token: Address;
  readonly secondAsset: Address;
  readonly registry: Address;
  readonly verifier: Address;
  readonly rollup: Address;
  /** P9: the court, which judges reports against provers. Undefined if the inner circuits have no verifiers on L1. */
  readonly court?: Address | undefined;
  /** L1 block from which its events are read. */
  readonly deployedAt: bigint;
}

/** Returns the court of a deployment. @throws TRL-L1-014 if it has none. */
export function courtOf({ court }: L1Addresses): Address {
  if (court === undefined)
    throw new TrellisError("TRL-L1-014", "this deployment has no court, so nobody is slashed");
  return court;
}
