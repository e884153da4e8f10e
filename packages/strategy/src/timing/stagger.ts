import { fromHex, keccak256, toBigInt, toBytes } from "@trellis/protocol";
import type { Hex } from "viem";

/**
 * Who goes first where anyone may act and one is enough: a delay in milliseconds below `spreadMs`, the same at each asking, other
 * for each account and occasion.
 */
export function stagger(account: Hex, occasion: Hex | bigint, spreadMs: number): number {
  const bytes = typeof occasion === "bigint" ? toBytes(occasion, 32) : fromHex(occasion);
  return Number(toBigInt(keccak256(fromHex(account), bytes).subarray(0, 4)) % BigInt(Math.max(1, spreadMs)));
}
