import { amountText } from "./amount.ts";

/** An amount of an L2 asset: 0 is the native token, 1 the second one. @param isExact - to the smallest unit. */
export function assetText(amount: string, asset: 0 | 1, isExact = false): string {
  return `${isExact ? amountText(amount) : amountText(amount, 4)} ${asset === 0 ? "TRL" : "of asset 1"}`;
}
