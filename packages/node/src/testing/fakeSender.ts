import type { L1Call, L1Sender } from "@trellis/l1";
import type { Hex } from "viem";
import type { FakeL1 } from "./FakeL1.ts";

/** Sends calls to the fake L1 as {@link L1Sender} sends them to a real one. */
export function fakeSender(l1: FakeL1, address: Hex): L1Sender {
  return { address, send: async (call: L1Call) => l1.receive(address, call) } as unknown as L1Sender;
}
