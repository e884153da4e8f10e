import {
  type Hex,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  type TransactionSerialized,
} from "viem";

/** A transaction in the pool. */
export interface PooledTransaction {
  readonly raw: Hex;
  readonly hash: Hex;
  readonly from: Hex;
  readonly nonce: number;
  readonly fee: bigint;
  readonly tip: bigint;
}

/** The part of an L1 node's pool that matters to senders: replacements cost a tenth more, in both fees; what pays too little stays. */
export class GethPool {
  readonly #known = new Map<string, PooledTransaction>();

  /** @returns the transaction, or how the pool refuses it. */
  async add(raw: Hex): Promise<PooledTransaction | { readonly code: number; readonly message: string }> {
    const { nonce = 0, maxFeePerGas: fee = 0n, maxPriorityFeePerGas: tip = 0n } = parseTransaction(raw);
    const from = await recoverTransactionAddress({ serializedTransaction: raw as TransactionSerialized });
    const key = `${from.toLowerCase()} ${nonce}`;
    const old = this.#known.get(key);
    const hash = keccak256(raw);
    if (old?.hash === hash) return { code: -32_000, message: "already known" };
    const enough = (now: bigint, before: bigint): boolean => now * 100n >= before * 110n;
    if (old !== undefined && !(enough(fee, old.fee) && enough(tip, old.tip))) {
      return { code: -32_000, message: "replacement transaction underpriced" };
    }
    const added = { raw, hash, from: from.toLowerCase() as Hex, nonce, fee, tip };
    this.#known.set(key, added);
    return added;
  }

  /** The transaction with this hash, unless it was replaced. */
  get(hash: unknown): PooledTransaction | undefined {
    return [...this.#known.values()].find((known) => known.hash === hash);
  }

  /** Transactions of an account. */
  of(from: unknown): PooledTransaction[] {
    return [...this.#known.values()].filter((known) => known.from === String(from).toLowerCase());
  }

  /** Forgets a transaction, as a pool that is full. */
  drop(hash: Hex): void {
    for (const [key, known] of this.#known) if (known.hash === hash) this.#known.delete(key);
  }
}
