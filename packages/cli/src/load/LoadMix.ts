import type { UnsignedTransaction } from "@trellis/ledger";
import { type Asset, encodeFee, encodeMinimumOut, sha256, toBigInt, toBytes } from "@trellis/protocol";

const WEI_PER_MILLI = 10n ** 15n;

/** The kinds and rates of a load generator's transactions. */
export interface LoadMix {
  /** Transactions a second. */
  readonly rate: number;
  /**
   * Of a hundred transactions, how many are swaps and how many withdrawals. The rest are transfers. None by
   * default.
   */
  readonly swapPercent?: number;
  readonly withdrawPercent?: number;
  /** A swap sells 1 … this many tokens. */
  readonly swapTokens?: number;
  readonly seed: string;
}

/** A transaction between two accounts, which are counted from 0 in the order of their keys. Its nonce is chosen when it is sent. */
export interface PlannedTransaction
  extends Required<Pick<UnsignedTransaction, "kind" | "asset" | "amount" | "fee">> {
  readonly from: number;
  /** The recipient of a transfer; otherwise the field as it is signed. */
  readonly to: number;
}

/** Chooses a load generator's transactions. The same seed gives the same ones. */
export class PlannedLoad {
  readonly #mix: LoadMix;
  readonly #seed: Uint8Array;
  #count = 0;

  constructor(mix: LoadMix) {
    this.#mix = mix;
    this.#seed = new TextEncoder().encode(mix.seed);
  }

  /** The next transaction. @param accounts - how many there are; at least two. */
  next(accounts: number): PlannedTransaction {
    const { swapPercent = 0, withdrawPercent = 0, swapTokens = 1 } = this.#mix;
    const from = this.#random(accounts);
    const other = (from + 1 + this.#random(accounts - 1)) % accounts;
    const amount = BigInt(1 + this.#random(100)) * WEI_PER_MILLI;
    const fee = encodeFee(BigInt(1 + this.#random(5)) * (WEI_PER_MILLI / 10n));
    const chance = this.#random(100);
    if (chance >= swapPercent + withdrawPercent)
      return { kind: "transfer", from, to: other, asset: 0, amount, fee };
    const asset: Asset = this.#random(2) === 0 ? 0 : 1;
    if (chance >= swapPercent) return { kind: "withdraw", from, to: 0, asset, amount, fee };
    const sold = BigInt(1 + this.#random(swapTokens)) * 1_000n * WEI_PER_MILLI;
    return { kind: "swap", from, to: encodeMinimumOut(1n), asset, amount: sold, fee };
  }

  #random(below: number): number {
    return Number(toBigInt(sha256(this.#seed, toBytes(this.#count++, 6)).subarray(0, 6)) % BigInt(below));
  }
}
