import { fromHex, keccak256, toBigInt, toBytes } from "@trellis/protocol";
import type { Hex } from "viem";

/**
 * Orders parties when anyone may act and one is enough: a delay in milliseconds below `spreadMs`. It is the same at each call, and
 * differs by account and occasion.
 */
export function stagger(account: Hex, occasion: Hex | bigint, spreadMs: number): number {
  const bytes = typeof occasion === "bigint" ? toBytes(occasion, 32) : fromHex(occasion);
  return Number(toBigInt(keccak256(fromHex(account), bytes).subarray(0, 4)) % BigInt(Math.max(1, spreadMs)));
}
