import { keccak256, toBytes, toHex } from "@trellis/protocol";
import type { Hex } from "viem";

/** Facts about a proposal's block that do not depend on who proved it: `BlockFacts` in Types.sol. */
export interface BlockFacts {
  /** SHA-256 root of its transactions. */
  readonly transactionsRoot: Uint8Array;
  readonly proverSetRoot: bigint;
  /** R8: Poseidon2 root of the states around its leaves. */
  readonly statesRoot: bigint;
  readonly stateBefore: bigint;
  readonly stateAfter: bigint;
  readonly messageCount: bigint;
  readonly fees: bigint;
}

/** `contextOf`: keccak256 of the encoded facts. */
export function contextOf(facts: BlockFacts): Hex {
  const { transactionsRoot, proverSetRoot, statesRoot, stateBefore, stateAfter, messageCount, fees } = facts;
  const words = [proverSetRoot, statesRoot, stateBefore, stateAfter, messageCount, fees];
  return toHex(keccak256(transactionsRoot, ...words.map((word) => toBytes(word, 32))));
}
