import { DEVELOPMENT_CHAIN_IDS, isDevelopmentChain, TrellisError } from "@trellis/protocol";

/**
 * Refuses insecure settings on a chain where something is at stake.
 *
 * @throws TRL-PRV-140 unless `chainId` is a local development chain's.
 */
export function requireDevelopmentChain(chainId: bigint, what: string): void {
  if (!isDevelopmentChain(chainId)) {
    throw new TrellisError(
      "TRL-PRV-140",
      `${what} secures nothing and is only for local development chains (${DEVELOPMENT_CHAIN_IDS.join(", ")}): prove with the Ignition SRS`,
      { chainId },
    );
  }
}
