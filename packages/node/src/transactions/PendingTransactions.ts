import type { PublicKey } from "@trellis/field";
import {
  type ExecutedBlock,
  Mempool,
  type Obstacle,
  type PendingTransaction,
  type Refusal,
  type State,
  transactionHash,
} from "@trellis/ledger";
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

/** The status of a transaction. */
export type TransactionStatus =
  | { readonly status: "unknown" }
  /** `obstacle`: what keeps it out of the next block, whatever its fee. */
  | { readonly status: "pending"; readonly obstacle?: Obstacle }
  /** It waited here and waits no longer. `code` says why (docs/errors.md); `reason` is a message for people. */
  | { readonly status: "dropped"; readonly code: string; readonly reason: string }
  | { readonly status: "final"; readonly height: bigint; readonly index: number };

/** The parts of a final block that give its transactions' places. */
type FinalTransactions = Pick<ExecutedBlock, "transactions" | "transactionHashes">;

/** A head, and what has changed since the one before it. */
interface NewHead {
  readonly state: State;
  /** Blocks that have become final, in order, where they have been executed here. */
  readonly finals: readonly { readonly height: bigint; readonly block: FinalTransactions | undefined }[];
  /** Set if L1 has reorganised: blocks above this height are no longer final. */
  readonly undone?: {
    readonly above: bigint;
    /** Transactions of these blocks, in order. Only blocks executed here count, because their signatures were checked. */
    readonly transactions: readonly Transaction[];
  };
}

/** Most final transactions whose place is remembered, and most dropped ones whose reason is. */
const MAX_REMEMBERED = 65_536;
/** Transactions examined between two turns of the event loop: a millisecond or two. */
const LOOKS_PER_TURN = 512;
/** The nonce was used by this transaction or another one. */
const NONCE_USED = "TRL-LED-051";
/** The transaction already waits. */
const WAITING = "TRL-LED-053";

/** The transactions that wait for a block, the places of final ones, and the reasons why others were dropped. */
export class PendingTransactions implements ChainListener {
  readonly #rollupId: bigint;
  readonly #mempool: Mempool;
  readonly #executionOf: (proposalId: Hex) => FinalTransactions | undefined;
  readonly #final = new BoundedMap<bigint, { height: bigint; index: number }>(MAX_REMEMBERED);
  readonly #dropped = new BoundedMap<bigint, Pick<Refusal, "code" | "message">>(MAX_REMEMBERED);

  /** @param executionOf - gives the block of a proposal, if it has been executed here. */
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

  /** The nonce of an account's next transaction, after those that wait. */
  nextNonce(account: number): number | undefined {
    return this.#mempool.nextNonce(account);
  }

  /** An account's waiting transactions, by nonce. */
  pendingOf(account: number): PendingTransaction[] {
    return this.#mempool.pendingOf(account);
  }

  /** Why a transaction would be refused; undefined if it would be admitted. Like the mempool's `faultOf`, ignores the signature. */
  faultOf(tx: Transaction): Refusal | undefined {
    return this.#mempool.faultOf(tx);
  }

  /**
   * Admits a transaction whose signature has been checked or, by default, checks it.
   * @returns its hash. @throws the mempool's TRL-LED errors.
   */
  add(tx: Transaction, signatureVerified = false): bigint {
    const { hash, dropped } = this.#mempool.add(tx, { signatureVerified });
    this.#dropped.delete(hash);
    if (dropped !== undefined) this.#dropped.setNewest(dropped.hash, dropped.why);
    return hash;
  }

  /** Transactions for a block, best first, as {@link Mempool.best} gives them. */
  candidates(): Iterable<Transaction> {
    return this.#mempool.best();
  }

  statusOf(hash: bigint): TransactionStatus {
    const final = this.#final.get(hash);
    if (final !== undefined) return { status: "final", ...final };
    if (this.#mempool.has(hash)) {
      const obstacle = this.#mempool.obstacleOf(hash);
      return { status: "pending", ...(obstacle === undefined ? {} : { obstacle }) };
    }
    const why = this.#dropped.get(hash);
    return why === undefined
      ? { status: "unknown" }
      : { status: "dropped", code: why.code, reason: why.message };
  }

  onChainChange({ view, chain, undone, finals }: ChainChange): void {
    const { state, height } = chain.head;
    const blocks = finals.map((final) => ({
      height: final.height,
      block: this.#executionOf(final.proposalId),
    }));
    if (view.reset || view.back !== undefined) {
      const transactions = undone.flatMap(
        ({ proposalId }) => this.#executionOf(proposalId)?.transactions ?? [],
      );
      const above = height - BigInt(finals.length);
      this.onHead({ state, finals: blocks, undone: { above, transactions } });
    } else if (blocks.length > 0) {
      this.onHead({ state, finals: blocks });
    }
  }

  /** Applies a new head. Transactions of blocks that are no longer final wait again, if the new state admits them. */
  onHead({ state, finals, undone }: NewHead): void {
    for (const [hash, place] of undone === undefined ? [] : this.#final) {
      if (place.height > undone!.above) this.#final.delete(hash);
    }
    for (const { height, block } of finals) {
      for (const [index, tx] of block?.transactions.entries() ?? []) {
        if (tx.kind !== "noop") this.#final.set(block!.transactionHashes[index]!, { height, index });
      }
    }
    const areKnown = finals.every(({ block }) => block !== undefined);
    for (const { hash, why } of this.#mempool.revalidate(state)) {
      // If a block's content is not known here, the nonce may have been used by this transaction itself.
      if (why.code !== NONCE_USED || areKnown) this.#dropped.setNewest(hash, why);
    }
    for (const tx of undone?.transactions.filter(isSigned) ?? []) {
      const why = this.#mempool.faultOf(tx);
      if (why === undefined) this.add(tx, true);
      else if (why.code !== WAITING && (why.code !== NONCE_USED || areKnown)) {
        this.#dropped.setNewest(transactionHash(this.#rollupId, tx), why);
      }
    }
  }

  /**
   * Checks the signatures of a block's transactions, except those already checked on admission. Does not block the event loop. If the
   * block itself opens the sender's account, the key comes from the deposit that opens it.
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
      if (!isSigned(tx) || this.isChecked(tx)) continue;
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

  /** Whether this transaction waits with this signature: then the signature has been checked. */
  isChecked(tx: Transaction): boolean {
    const known = this.#mempool.waiting(tx.from, tx.nonce);
    return (
      known !== undefined &&
      (known === tx ||
        (equalBytes(known.signature, tx.signature) &&
          equalBytes(packTransaction(known), packTransaction(tx))))
    );
  }
}
