import { amountText } from "./amount.ts";

const GWEI = 10 ** 9;

/** Wei for a unit of gas, as gwei with three digits. */
export function gasPriceText(wei: string): string {
  const gwei = Number(wei) / GWEI;
  return `${gwei >= 100 ? Math.round(gwei) : Number(gwei.toPrecision(3))} gwei`;
}

/** Wei of L1's own coin, with six decimal places. */
export const etherText = (wei: bigint | string): string => `${amountText(wei, 6)} ETH`;
