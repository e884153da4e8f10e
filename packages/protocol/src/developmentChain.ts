/** Chain ids of local development chains: Anvil's and Hardhat's, Ganache's. */
export const DEVELOPMENT_CHAIN_IDS: readonly bigint[] = [31337n, 1337n];

/** Whether a chain is for development only. Nothing is at stake there, so insecure settings may run on it. */
export function isDevelopmentChain(chainId: bigint): boolean {
  return DEVELOPMENT_CHAIN_IDS.includes(chainId);
}
