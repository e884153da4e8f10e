/** Addresses of the contracts, lower case. */
export interface ContractAddresses {
  readonly vault: `0x${string}`;
  readonly registry: `0x${string}`;
  readonly auction: `0x${string}`;
  readonly rollup: `0x${string}`;
  readonly rewards: `0x${string}`;
  readonly bridge: `0x${string}`;
  readonly court: `0x${string}`;
}
