import type { ConfigurationInput } from "../config/Configuration.ts";

/** A configuration for tests: everything that has no default. */
export function configurationInput(): ConfigurationInput {
  const address = (digit: string): string => `0x${digit.repeat(40)}`;
  return {
    name: "test-1",
    dataDir: "/tmp/trellis-test",
    l1: {
      rpcUrl: "http://127.0.0.1:8545",
      addresses: {
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
        deployedAt: "17",
      },
    },
    gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], peerKeyFile: "/tmp/trellis-test/peer.key" },
  };
}
