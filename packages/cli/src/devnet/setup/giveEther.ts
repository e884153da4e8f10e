import { createTestClient, type Hex, http } from "viem";

const ETHER = 10_000n * 10n ** 18n;

/** Gives an account on the local L1 all the Ether that it needs. */
export async function giveEther(rpcUrl: string, address: Hex): Promise<void> {
  const test = createTestClient({ mode: "anvil", transport: http(rpcUrl) });
  await test.setBalance({ address, value: ETHER });
}
