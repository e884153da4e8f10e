/** Constants of the registry. */
export interface SecondRegistrySettings {
  readonly stake: bigint;
  readonly minStake: bigint;
  readonly exitDelay: number;
}
