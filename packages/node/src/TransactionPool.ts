import { Mempool, type State, transactionHash, verifyTransaction } from "@trellis/ledger";
import { type Transaction, TrellisError } from "@trellis/protocol";

/** Where a transaction stands. */
export type TransactionStatus =
  | { readonly status: "unknown" }
  | { readonly status: "pending" }
  | { readonly status: "final"; readonly height: bigint; readonly index: number };

/** Final transactions whose place is remembered. */
const MAX_REMEMBERED = 65_536;
/** Signature checks between two turns of the event loop; one takes a few milliseconds. */
const CHECKS_PER_TURN = 4;

/** The transactions that wait for a block here, and where those of final blocks are. */
export class TransactionPool {
  readonly #rollupId: bigint;
  readonly #mempool: Mempool;
  readonly #final = new Map<bigint, { height: bigint; index: number }>();

  constructor(rollupId: bigint, state: State) {
    this.#rollupId = rollupId;
    this.#mempool = new Mempool({ rollupId, state });
  }

  /** Transactions that wait. */
  get size(): number {
    return this.#mempool.size;
  }

  /** The nonce of an account's next transaction, those that wait included. */
  nextNonce(account: number): number | undefined {
    return this.#mempool.nextNonce(account);
  }

  /**
   * Admits a transfer whose signature has been checked or, by default, checks it.
   * @returns its hash. @throws the mempool's TRL-LED errors.
   */
  add(tx: Transaction, signatureVerified = false): bigint {
    return this.#mempool.add(tx, { signatureVerified });
  }

  /** Transfers for a block, best first. The pool must not change while they are taken. */
  candidates(): Iterable<Transaction> {
    return this.#mempool.best();
  }

  statusOf(hash: bigint): TransactionStatus {
    const final = this.#final.get(hash);
    if (final !== undefined) return { status: "final", ...final };
    return { status: this.#mempool.has(hash) ? "pending" : "unknown" };
  }

  /** Takes the state of a new head, and the transactions of its block where they are known. */
  onHead(state: State, height: bigint, transactions: readonly Transaction[]): void {
    for (const [index, tx] of transactions.entries()) {
      if (tx.kind === "noop") continue;
      if (this.#final.size >= MAX_REMEMBERED) this.#final.delete(this.#final.keys().next().value!);
      this.#final.set(transactionHash(this.#rollupId, tx), { height, index });
    }
    this.#mempool.revalidate(state);
  }

  /**
   * Checks the signatures of a block's transfers that are not known from the pool, leaving the event loop its turns.
   * @throws TRL-LED-019 naming the first bad one.
   */
  async checkSignatures(state: State, transactions: readonly Transaction[]): Promise<void> {
    let checks = 0;
    for (const [index, tx] of transactions.entries()) {
      if (tx.kind !== "transfer" || this.#mempool.has(transactionHash(this.#rollupId, tx))) continue;
      const sender = state.account(tx.from);
      // An account that the block itself opens is not in the state yet; execution checks its signature.
      if (sender === undefined) continue;
      if (++checks % CHECKS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      if (!verifyTransaction(this.#rollupId, tx, sender.key)) {
        throw new TrellisError(
          "TRL-LED-019",
          `transaction ${index} of the block is not signed by its sender`,
          { index },
        );
      }
    }
  }
}
