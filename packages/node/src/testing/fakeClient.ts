import type { L1Client } from "@trellis/l1";
import type { ContractName } from "@trellis/l1-model";
import type { FakeL1 } from "./FakeL1.ts";

/** Reads the fake L1 as {@link L1Client} reads a real one. */
export function fakeClient(l1: FakeL1): L1Client {
  const read = async (contract: ContractName, functionName: string, args: readonly unknown[]) =>
    l1.read(contract, functionName, args);
  return { addresses: l1.addresses, read } as unknown as L1Client;
}
