import type { Hex } from "viem";

/** 20 zero bytes: nobody. */
export const ZERO_ADDRESS: Hex = `0x${"0".repeat(40)}`;
