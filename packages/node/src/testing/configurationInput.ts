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
        registry: address("3"),
        verifier: address("4"),
        rollup: address("5"),
        deployedAt: "17",
      },
    },
    gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], peerKeyFile: "/tmp/trellis-test/peer.key" },
  };
}
