/** P2: constants of the registry. */
export interface RegistrySettings {
  /** Stake of a seat, wei. */
  readonly stake: bigint;
  /** A seat with less is not active, wei. */
  readonly minStake: bigint;
  /** Seconds between asking for exit and withdrawing. */
  readonly exitDelay: number;
}
