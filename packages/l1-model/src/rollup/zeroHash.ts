import type { Hex } from "viem";

/** 32 zero bytes: no block, no hash. */
export const ZERO_HASH: Hex = `0x${"0".repeat(64)}`;
