/** Constants of the registry. */
export interface RegistrySettings {
  readonly stake: bigint;
  readonly minStake: bigint;
  readonly exitDelay: number;
}
