import {
  type Asset,
  decodeMinimumOut,
  encodeMinimumOut,
  type PoolReserves,
  swap,
  TrellisError,
} from "@trellis/protocol";

const BPS = 10_000n;

/** What a swap would buy from the current pool, and the minimum to send it with. */
export interface SwapQuote {
  /** Amount sold. */
  readonly asset: Asset;
  readonly amount: bigint;
  /** Amount bought now, units of the other asset. */
  readonly out: bigint;
  /** The least amount that the swap accepts: `out` minus the slippage, rounded down to an encodable amount. */
  readonly minimumOut: bigint;
  /** How much worse the price is than the pool's current price, including the fee, in 1/10,000. */
  readonly priceImpactBps: number;
}

/**
 * Quotes a swap by the rollup's own rule (P10.1). Earlier transactions in the block may change the price. The swap executes only if the
 * price gets worse by at most `slippageBps` (1/10,000).
 * @throws TRL-CLN-006 if the pool cannot execute it; TRL-CLN-008 for a slippage outside 0..10,000.
 */
export function quoteSwap(
  reserves: PoolReserves,
  {
    asset,
    amount,
    slippageBps,
  }: { readonly asset: Asset; readonly amount: bigint; readonly slippageBps: number },
): SwapQuote {
  if (!Number.isInteger(slippageBps) || slippageBps < 0 || slippageBps > Number(BPS)) {
    throw new TrellisError("TRL-CLN-008", "a slippage is a whole number of 1/10,000, from 0 to 10,000", {
      slippageBps,
    });
  }
  const result = amount > 0n ? swap(reserves, asset, amount, 1n) : undefined;
  if (result === undefined) {
    throw new TrellisError(
      "TRL-CLN-006",
      "the pool cannot execute this swap: it is empty, or the amount is too small or too large",
      {
        asset,
        amount,
        reserve0: reserves[0],
        reserve1: reserves[1],
      },
    );
  }
  const { out } = result;
  const minimumOut = decodeMinimumOut(encodeMinimumOut((out * (BPS - BigInt(slippageBps))) / BPS));
  // 1 − (out / amount) / (rOut / rIn).
  const kept = (out * reserves[asset] * BPS) / (amount * reserves[1 - asset]!);
  return { asset, amount, out, minimumOut, priceImpactBps: Number(BPS - kept) };
}
