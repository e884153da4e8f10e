import type { PublicKey } from "@trellis/field";
import { type ExecutedBlock, Mempool, type State } from "@trellis/ledger";
import {
  BoundedMap,
  equalBytes,
  isMessage,
  isSigned,
  packTransaction,
  type QueuedMessage,
  type Transaction,
  TrellisError,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { ChainChange, ChainListener } from "../chain/ChainFollower.ts";
import type { LedgerThread } from "./LedgerThread.ts";
import type { SignatureCheck } from "./ledgerWorker.ts";

/** Where a transaction stands. */
export type TransactionStatus =
  | { readonly status: "unknown" }
  | { readonly status: "pending" }
  | { readonly status: "final"; readonly height: bigint; readonly index: number };

/** What of a final block says where its transactions are. */
type FinalTransactions = Pick<ExecutedBlock, "transactions" | "transactionHashes">;

/** Final transactions whose place is remembered. */
const MAX_REMEMBERED = 65_536;
/** Transactions looked at between two turns of the event loop: a millisecond or two. */
const LOOKS_PER_TURN = 512;

/** The transactions that wait for a block here, and where those of final blocks are. */
export class PendingTransactions implements ChainListener {
  readonly #rollupId: bigint;
  readonly #mempool: Mempool;
  readonly #executionOf: (proposalId: Hex) => FinalTransactions | undefined;
  readonly #final = new BoundedMap<bigint, { height: bigint; index: number }>(MAX_REMEMBERED);

  /** @param executionOf - the block of a proposal, where it has been executed here. */
  constructor(
    rollupId: bigint,
    state: State,
    executionOf: (proposalId: Hex) => FinalTransactions | undefined = () => undefined,
  ) {
    this.#rollupId = rollupId;
    this.#executionOf = executionOf;
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

  onChainChange({ view, chain, undone, finals }: ChainChange): void {
    const { state, height } = chain.head;
    if (view.reset) {
      const transactions = undone.flatMap(
        ({ proposalId }) => this.#executionOf(proposalId)?.transactions ?? [],
      );
      this.undoAbove(height - BigInt(finals.length), transactions, state);
    }
    for (const final of finals) this.onHead(state, final.height, this.#executionOf(final.proposalId));
  }

  /**
   * L1 has reorganised: what blocks above this height held is final no more, and waits again where the new head's state takes it.
   * @param transactions - of those blocks, in order, as far as they were executed here, so that their signatures are checked.
   */
  undoAbove(height: bigint, transactions: readonly Transaction[], head: State): void {
    for (const [hash, place] of this.#final) {
      if (place.height > height) this.#final.delete(hash);
    }
    this.#mempool.revalidate(head);
    for (const tx of transactions.filter(isSigned)) {
      try {
        this.#mempool.add(tx, { signatureVerified: true });
      } catch (error) {
        // It is here already, or the new chain does not take it.
        if (!(error instanceof TrellisError)) throw error;
      }
    }
  }

  /** Takes the state of a new head, and its block where it has been executed. */
  onHead(state: State, height: bigint, block?: FinalTransactions): void {
    for (const [index, tx] of block?.transactions.entries() ?? []) {
      if (tx.kind === "noop") continue;
      this.#final.set(block!.transactionHashes[index]!, { height, index });
    }
    this.#mempool.revalidate(state);
  }

  /**
   * Checks the signatures of a block's transactions, but for those that the pool has checked, leaving the event loop its turns. One
   * of an account that the block itself opens is checked against the key of the deposit that opens it.
   * @param queue - L1 messages that the block consumes, in order.
   * @throws TRL-LED-019 naming the first bad one; the signal's reason when aborted; what {@link LedgerThread.run} does.
   */
  async checkSignatures(
    thread: Pick<LedgerThread, "firstUnsigned">,
    state: State,
    transactions: readonly Transaction[],
    queue: readonly QueuedMessage[],
    signal?: AbortSignal,
  ): Promise<void> {
    const opened = new Map<number, PublicKey>();
    let consumed = 0;
    const checks: SignatureCheck[] = [];
    const places: number[] = [];
    for (const [index, tx] of transactions.entries()) {
      if ((index + 1) % LOOKS_PER_TURN === 0) {
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
      }
      if (isMessage(tx)) {
        const message = queue[consumed++];
        if (tx.kind === "deposit" && message !== undefined && !opened.has(tx.to)) {
          opened.set(tx.to, { x: message.keyX, y: message.keyY });
        }
      }
      if (!isSigned(tx) || this.#isChecked(tx)) continue;
      const sender = state.account(tx.from)?.key ?? opened.get(tx.from);
      // A sender that does not exist fails in execution, with its own error.
      if (sender === undefined) continue;
      checks.push({ sender, tx });
      places.push(index);
    }
    const bad = await thread.firstUnsigned(this.#rollupId, checks, signal);
    if (bad === undefined) return;
    const index = places[bad]!;
    throw new TrellisError("TRL-LED-019", `transaction ${index} of the block is not signed by its sender`, {
      index,
    });
  }

  /** Only the very transaction and signature that were checked count. */
  #isChecked(tx: Transaction): boolean {
    const known = this.#mempool.waiting(tx.from, tx.nonce);
    return (
      known !== undefined &&
      (known === tx ||
        (equalBytes(known.signature, tx.signature) &&
          equalBytes(packTransaction(known), packTransaction(tx))))
    );
  }
}
