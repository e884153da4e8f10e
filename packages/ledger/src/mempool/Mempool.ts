import {
  decodeFee,
  decodeMinimumOut,
  isSigned,
  type PoolReserves,
  swap,
  swapOutput,
  type Transaction,
  TrellisError,
} from "@trellis/protocol";
import { isWellFormed } from "../execution/isWellFormed.ts";
import { transactionHash } from "../hashing/transactionHash.ts";
import { SIGNATURE_BYTES, verify } from "../signing/schnorr.ts";
import { type Account, MAX_NONCE } from "../state/Account.ts";
import type { State } from "../state/State.ts";
import { type Evictable, EvictionQueue } from "./EvictionQueue.ts";
import { PriorityQueue } from "./PriorityQueue.ts";

/** Bounds of a mempool. */
export interface MempoolLimits {
  /** Transactions in all. */
  readonly total: number;
  /** Transactions of one sender, and how far a nonce may lie ahead of the sender's next one. */
  readonly perAccount: number;
  /** Smallest fee, units of asset 0. */
  readonly minimumFee: bigint;
}

export const DEFAULT_MEMPOOL_LIMITS: MempoolLimits = { total: 32_768, perAccount: 64, minimumFee: 0n };

/** A transaction that waits, with what is asked of it often. */
interface Waiting {
  readonly tx: Transaction;
  readonly hash: bigint;
  readonly fee: bigint;
  /** A swap that the pool does not give enough for as it stands. It may wait for a better price, but is the first to make room. */
  isStale: boolean;
  /** Order of arrival: among equal fees the earlier goes first. */
  readonly sequence: number;
}

/** A sender's waiting transactions. */
interface Sender {
  readonly index: number;
  account: Account;
  /** By nonce; no more than `perAccount`. */
  readonly waiting: Map<number, Waiting>;
}

/** A sender's last transaction, and what decides whether it leaves a full mempool. */
interface Last extends Evictable {
  readonly sender: Sender;
  readonly waiting: Waiting;
}

/** A replacement must pay at least this many percent of what it replaces. */
const REPLACEMENT_PERCENT = 110n;

/**
 * Users' transactions that wait for a block, checked against the state of the head. Bounded in all and per sender; of the senders' last
 * transactions the one that pays least goes when it is full, those that cannot be next (a nonce gap, a swap at too good a price)
 * before all others.
 */
export class Mempool {
  readonly #rollupId: bigint;
  readonly #limits: MempoolLimits;
  readonly #senders = new Map<number, Sender>();
  readonly #hashes = new Set<bigint>();
  readonly #lasts = new EvictionQueue<Sender, Last>();
  #state: State;
  #sequence = 0;

  constructor(init: {
    readonly rollupId: bigint;
    readonly state: State;
    readonly limits?: Partial<MempoolLimits>;
  }) {
    this.#rollupId = init.rollupId;
    this.#state = init.state.fork();
    this.#limits = { ...DEFAULT_MEMPOOL_LIMITS, ...init.limits };
  }

  /** Number of waiting transactions. */
  get size(): number {
    return this.#hashes.size;
  }

  /** Whether a transaction with this hash waits. */
  has(hash: bigint): boolean {
    return this.#hashes.has(hash);
  }

  /** Waiting transactions of one sender by ascending nonce. */
  of(from: number): Transaction[] {
    const waiting = this.#senders.get(from)?.waiting.values() ?? [];
    return [...waiting].map(({ tx }) => tx).sort((a, b) => a.nonce - b.nonce);
  }

  /** The very transaction that waits under a sender's nonce. */
  waiting(from: number, nonce: number): Transaction | undefined {
    return this.#senders.get(from)?.waiting.get(nonce)?.tx;
  }

  /** The nonce that follows the sender's executable transactions, or undefined if there is no such account. */
  nextNonce(from: number): number | undefined {
    const sender = this.#senders.get(from);
    return sender === undefined ? this.#state.account(from)?.nonce : firstGap(sender);
  }

  /**
   * Admits a transfer, swap or withdrawal. The checks go from cheap to dear; the signature is the last.
   *
   * @param options.signatureVerified - the signature has been checked against the sender's key, elsewhere (a worker)
   * @returns the transaction's hash
   * @throws TrellisError; TRL-LED-053 means that it is here already, the other codes say why it cannot be admitted:
   * TRL-LED-010, 013, 014, 019, 023, 024, 050 … 057.
   */
  add(tx: Transaction, options: { readonly signatureVerified?: boolean } = {}): bigint {
    if (!isSigned(tx) || tx.failed) {
      throw new TrellisError(
        "TRL-LED-050",
        "users send transfers, swaps and withdrawals; all else comes from L1",
        {
          kind: tx.kind,
          forced: tx.forced,
        },
      );
    }
    if (!isWellFormed(tx) || tx.signature.length !== SIGNATURE_BYTES) {
      throw new TrellisError("TRL-LED-010", "a field of the transaction is out of range", {
        from: tx.from,
        to: tx.to,
        fee: tx.fee,
        nonce: tx.nonce,
        signatureBytes: tx.signature.length,
      });
    }
    const account = this.#state.account(tx.from);
    if (account === undefined) {
      throw new TrellisError("TRL-LED-013", "the sender has no account: deposit on L1 first", {
        from: tx.from,
      });
    }
    this.#checkKind(tx);
    const fee = decodeFee(tx.fee);
    if (fee < this.#limits.minimumFee) {
      throw new TrellisError("TRL-LED-057", "the fee is below this node's minimum", {
        fee,
        minimum: this.#limits.minimumFee,
      });
    }
    this.#checkNonce(tx, account);
    const hash = transactionHash(this.#rollupId, tx);
    if (this.#hashes.has(hash)) {
      throw new TrellisError("TRL-LED-053", "this node already has the transaction", {
        from: tx.from,
        nonce: tx.nonce,
      });
    }
    const sender = this.#senders.get(tx.from) ?? { index: tx.from, account, waiting: new Map() };
    const replaced = sender.waiting.get(tx.nonce);
    if (replaced !== undefined && (fee <= replaced.fee || fee * 100n < replaced.fee * REPLACEMENT_PERCENT)) {
      throw new TrellisError(
        "TRL-LED-054",
        "a replacement must pay at least 10 % more than what it replaces",
        {
          fee,
          replaces: replaced.fee,
        },
      );
    }
    this.#checkBalance(tx, fee, sender);
    const victim =
      replaced === undefined && this.size >= this.#limits.total
        ? this.#victimFor(tx, fee, sender)
        : undefined;
    if (options.signatureVerified !== true && !verify(account.key, hash, tx.signature)) {
      throw new TrellisError(
        "TRL-LED-019",
        "the signature does not match the sender, this transaction and this rollup",
        {
          from: tx.from,
          nonce: tx.nonce,
        },
      );
    }

    if (replaced !== undefined) this.#hashes.delete(replaced.hash);
    if (victim !== undefined) {
      this.#remove(victim.sender, victim.waiting);
      this.#rankLast(victim.sender);
    }
    this.#senders.set(tx.from, sender);
    sender.waiting.set(tx.nonce, { tx, hash, fee, isStale: false, sequence: this.#sequence++ });
    this.#hashes.add(hash);
    this.#rankLast(sender);
    return hash;
  }

  /**
   * Transactions for a block, highest fee first, each sender's in nonce order from the account's nonce on. Lazy: take as many as are
   * wanted. The mempool must not change meanwhile.
   */
  *best(): Generator<Transaction> {
    const heads = new PriorityQueue<{ sender: Sender; head: Waiting }>((a, b) =>
      a.head.fee === b.head.fee ? a.head.sequence < b.head.sequence : a.head.fee > b.head.fee,
    );
    for (const sender of this.#senders.values()) {
      const head = sender.waiting.get(sender.account.nonce);
      if (head !== undefined) heads.push({ sender, head });
    }
    for (let next = heads.pop(); next !== undefined; next = heads.pop()) {
      yield next.head.tx;
      const head = next.sender.waiting.get(next.head.tx.nonce + 1);
      if (head !== undefined) heads.push({ sender: next.sender, head });
    }
  }

  /** At most `limit` transactions of {@link best}. */
  select(limit: number): Transaction[] {
    const selected: Transaction[] = [];
    if (limit <= 0) return selected;
    for (const tx of this.best()) {
      selected.push(tx);
      if (selected.length >= limit) break;
    }
    return selected;
  }

  /**
   * Takes the state of a new head: drops what has been executed, what its sender can no longer pay and what comes after that. A swap
   * whose price has moved away goes on waiting.
   * @returns the transactions dropped.
   */
  revalidate(state: State): Transaction[] {
    this.#state = state.fork();
    const dropped: Transaction[] = [];
    for (const sender of this.#senders.values()) {
      const account = state.account(sender.index);
      if (account !== undefined) sender.account = account;
      const spent: [bigint, bigint] = [0n, 0n];
      let isBroken = account === undefined;
      for (const waiting of [...sender.waiting.values()].sort((a, b) => a.tx.nonce - b.tx.nonce)) {
        const isPast = waiting.tx.nonce < sender.account.nonce;
        if (!isPast) {
          addCost(spent, waiting.tx, waiting.fee);
          waiting.isStale = !isSwappable(state.reserves, waiting.tx);
          // A reorganisation may have taken the recipient's account or moved the nonce back.
          isBroken ||=
            !covers(sender.account, spent) ||
            (waiting.tx.kind === "transfer" && state.account(waiting.tx.to) === undefined) ||
            waiting.tx.nonce - sender.account.nonce >= this.#limits.perAccount;
        }
        if (isPast || isBroken) {
          this.#remove(sender, waiting);
          dropped.push(waiting.tx);
        }
      }
      this.#rankLast(sender);
    }
    return dropped;
  }

  /** What the kind asks of the state. */
  #checkKind(tx: Transaction): void {
    if (tx.kind === "transfer" && this.#state.account(tx.to) === undefined) {
      throw new TrellisError("TRL-LED-014", "the recipient has no account", { to: tx.to });
    }
    if (tx.kind === "withdraw" && tx.amount === 0n) {
      throw new TrellisError("TRL-LED-024", "a withdrawal must be of at least 1 unit", { from: tx.from });
    }
    const { reserves } = this.#state;
    if (!isSwappable(reserves, tx)) {
      throw new TrellisError("TRL-LED-023", "the pool pays less than the minimum now; lower the minimum", {
        asset: tx.asset,
        amount: tx.amount,
        minimumOut: decodeMinimumOut(tx.to),
        out: swapOutput(reserves, tx.asset, tx.amount),
      });
    }
  }

  #checkNonce(tx: Transaction, account: Account): void {
    if (tx.nonce < account.nonce) {
      throw new TrellisError("TRL-LED-051", "the nonce has been used", {
        nonce: tx.nonce,
        next: account.nonce,
      });
    }
    if (tx.nonce - account.nonce >= this.#limits.perAccount || tx.nonce >= MAX_NONCE) {
      throw new TrellisError("TRL-LED-052", "the nonce is too far ahead of the sender's next nonce", {
        nonce: tx.nonce,
        next: account.nonce,
        window: this.#limits.perAccount,
      });
    }
  }

  /** The sender must be able to pay all that it has waiting, whatever it may receive meanwhile. */
  #checkBalance(tx: Transaction, fee: bigint, sender: Sender): void {
    const spent: [bigint, bigint] = [0n, 0n];
    addCost(spent, tx, fee);
    for (const waiting of sender.waiting.values()) {
      if (waiting.tx.nonce !== tx.nonce) addCost(spent, waiting.tx, waiting.fee);
    }
    if (!covers(sender.account, spent)) {
      throw new TrellisError(
        "TRL-LED-055",
        "the sender cannot pay for this transaction together with its pending ones",
        {
          from: tx.from,
          needed0: spent[0],
          needed1: spent[1],
          balance0: sender.account.balances[0],
          balance1: sender.account.balances[1],
        },
      );
    }
  }

  /**
   * The transaction that leaves for `tx`: of the senders' last ones, those that cannot be next first, then the one that pays least,
   * then the latest.
   * @throws TRL-LED-056 if none is worth less than `tx`.
   */
  #victimFor(tx: Transaction, fee: bigint, own: Sender): Last {
    // Nothing leaves for a transaction that would need it.
    const victim = this.#lasts.first((sender, last) => sender === own && last.waiting.tx.nonce < tx.nonce);
    const isReady = firstBlocked(own) >= tx.nonce;
    const isBetter = victim !== undefined && (isReady === victim.isReady ? fee > victim.fee : isReady);
    if (victim === undefined || !isBetter) {
      throw new TrellisError(
        "TRL-LED-056",
        "the mempool is full of transactions that pay more: raise the fee",
        {
          fee,
          size: this.size,
        },
      );
    }
    return victim;
  }

  #remove(sender: Sender, waiting: Waiting): void {
    this.#hashes.delete(waiting.hash);
    sender.waiting.delete(waiting.tx.nonce);
    if (sender.waiting.size === 0) this.#senders.delete(sender.index);
  }

  /** Sees what leaves first of a sender's; after each change of what it has waiting. */
  #rankLast(sender: Sender): void {
    if (sender.waiting.size === 0) {
      this.#lasts.delete(sender);
      return;
    }
    const last = Math.max(...sender.waiting.keys());
    const waiting = sender.waiting.get(last)!;
    const { fee, sequence } = waiting;
    this.#lasts.set(sender, { sender, waiting, fee, sequence, isReady: firstBlocked(sender) > last });
  }
}

/** The first nonce from the account's on for which nothing waits. */
function firstGap(sender: Sender): number {
  let nonce = sender.account.nonce;
  while (sender.waiting.has(nonce)) nonce++;
  return nonce;
}

/** The first nonce from the account's on for which nothing waits, or a swap that cannot be next. */
function firstBlocked(sender: Sender): number {
  let nonce = sender.account.nonce;
  while (sender.waiting.get(nonce)?.isStale === false) nonce++;
  return nonce;
}

/** Whether the pool as it stands takes a swap; true for other kinds. */
function isSwappable(reserves: PoolReserves, tx: Transaction): boolean {
  return tx.kind !== "swap" || swap(reserves, tx.asset, tx.amount, decodeMinimumOut(tx.to)) !== undefined;
}

function addCost(spent: [bigint, bigint], tx: Transaction, fee: bigint): void {
  spent[0] += fee;
  spent[tx.asset] += tx.amount;
}

function covers(account: Account, spent: readonly [bigint, bigint]): boolean {
  return spent[0] <= account.balances[0] && spent[1] <= account.balances[1];
}
