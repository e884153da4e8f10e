const TOKEN = 10n ** 18n;
/** More than anything is worth. */
const PROHIBITIVE = 1n << 256n;

/** Prices by which a node compares gas with pay. */
export interface Prices {
  /** Wei of Ether a gas. */
  readonly gasPrice: bigint;
  /** Wei of Ether for one native token (10^18 wei of it); 0 if it has no known price. */
  readonly tokenPrice: bigint;
}

/** M7: what gas costs in wei of the native token, rounded up. Without a price nothing is worth it: an amount above 2^255. */
export function gasCost(gas: bigint, { gasPrice, tokenPrice }: Prices): bigint {
  if (tokenPrice <= 0n) return PROHIBITIVE;
  return (gas * gasPrice * TOKEN + tokenPrice - 1n) / tokenPrice;
}

/** What an amount of the native token is worth in wei of Ether, rounded down: what an act that brings it may cost. */
export function etherWorth(amount: bigint, { tokenPrice }: Pick<Prices, "tokenPrice">): bigint {
  return (amount * tokenPrice) / TOKEN;
}
