import type { L1Addresses, L1Client } from "@trellis/l1";
import type { Hex } from "viem";
import type { FakeL1 } from "./FakeL1.ts";

/** Reads the fake L1 as {@link L1Client} reads a real one. A function that is not here must not be asked for. */
export function fakeClient(l1: FakeL1): L1Client {
  const reads: Readonly<Record<string, (...args: never[]) => unknown>> = {
    balanceOf: (account: Hex) => l1.balances.get(account) ?? 0n,
    dataPublishedAt: (hash: Hex) => l1.published.get(hash) ?? 0n,
    messageQueuedAt: (index: bigint) => l1.queuedAt[Number(index)] ?? 0n,
    bondOf: () => [l1.settings.bond, 0],
    rewardPoolOf: (id: Hex) => l1.rewardPoolOf(id),
    isClaimed: (id: Hex, number: bigint) => {
      const depth = 31 - Math.clz32(Number(number) + 1);
      return l1.claimed.has(`${id} ${depth}/${Number(number) + 1 - 2 ** depth}`);
    },
  };
  const address = (byte: string): Hex => `0x${byte.repeat(20)}`;
  const addresses: L1Addresses = {
    rollup: address("61"),
    registry: address("62"),
    token: address("63"),
    secondAsset: address("64"),
    verifier: address("65"),
    court: address("66"),
    deployedAt: 0n,
  };
  const read = async (_contract: string, functionName: string, args: readonly unknown[]) =>
    reads[functionName]!(...(args as never[]));
  return { addresses, read } as unknown as L1Client;
}
