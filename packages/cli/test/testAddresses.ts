import type { ContractAddresses } from "@trellis/l1";

const address = (digit: string) => `0x${digit.repeat(40)}` as const;

/** Made-up addresses of a deployment, for tests of files. Each differs from the others. */
export const TEST_ADDRESSES: ContractAddresses = {
  token: address("1"),
  secondAsset: address("2"),
  constants: address("3"),
  vault: address("4"),
  registry: address("5"),
  auction: address("6"),
  rollup: address("7"),
  rewards: address("8"),
  bridge: address("9"),
  court: address("a"),
  lens: address("b"),
  blockVerifier: address("c"),
  deployedAt: 7n,
};
