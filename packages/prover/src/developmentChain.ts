import { TrellisError } from "@trellis/protocol";

/** Chain ids of local development chains: Anvil's and Hardhat's, Ganache's. */
export const DEVELOPMENT_CHAIN_IDS: readonly bigint[] = [31337n, 1337n];

/**
 * Refuses what secures nothing on a chain where something is at stake.
 *
 * @throws TRL-PRV-140 unless `chainId` is a local development chain's.
 */
export function requireDevelopmentChain(chainId: bigint, what: string): void {
  if (!DEVELOPMENT_CHAIN_IDS.includes(chainId)) {
    throw new TrellisError(
      "TRL-PRV-140",
      `${what} secures nothing and is only for local development chains (${DEVELOPMENT_CHAIN_IDS.join(", ")}): prove with the Ignition SRS`,
      { chainId },
    );
  }
}
