import { decodeFee, type Transaction, TrellisError } from "@trellis/protocol";
import { transactionHash } from "../hashing/transactionHash.ts";
import { verify } from "../signing/schnorr.ts";
import type { Account } from "../state/Account.ts";
import type { State } from "../state/State.ts";
import {
  type AdmissionView,
  type AdmittedTransaction,
  admissionFault,
  balanceTooLow,
  costOf,
  covers,
  firstBlocked,
  isSwappable,
  isTooFarAhead,
  mempoolFull,
  nonceTooFarAhead,
  nonceUsed,
  noRecipient,
  noSender,
} from "./admissionFault.ts";
import { type Evictable, EvictionQueue } from "./EvictionQueue.ts";
import { DEFAULT_MEMPOOL_LIMITS, type MempoolLimits } from "./MempoolLimits.ts";
import { type Obstacle, obstacleOf } from "./obstacleOf.ts";
import { PriorityQueue } from "./PriorityQueue.ts";
import type { Refusal } from "./Refusal.ts";

/** A waiting transaction, with values that are read often. */
interface Waiting extends AdmittedTransaction {
  readonly hash: bigint;
  /** A swap may wait for a better price, but is evicted first. */
  isStale: boolean;
  /** Order of arrival: among equal fees, the earlier is selected first. */
  readonly sequence: number;
}

/** A sender's waiting transactions. */
interface Sender {
  readonly index: number;
  account: Account;
  /** By nonce; no more than `perAccount`. */
  readonly waiting: Map<number, Waiting>;
  /** What they cost; undefined until it is asked for after a change of them. */
  cost: readonly [bigint, bigint] | undefined;
}

/** A sender's last transaction, with what decides whether it is evicted from a full mempool. */
interface Last extends Evictable {
  readonly sender: Sender;
  readonly waiting: Waiting;
}

/** A transaction that waits. */
export interface PendingTransaction {
  readonly tx: Transaction;
  readonly hash: bigint;
  readonly obstacle: Obstacle | undefined;
}

/** A transaction that no longer waits, and why. */
export interface DroppedTransaction {
  readonly tx: Transaction;
  readonly hash: bigint;
  readonly why: Refusal;
}

/** A transaction that has been admitted. */
export interface Admission {
  readonly hash: bigint;
  /** The transaction that it replaced or evicted. */
  readonly dropped: DroppedTransaction | undefined;
}

const NOTHING: ReadonlyMap<number, Waiting> = new Map();
const NO_COST: readonly [bigint, bigint] = [0n, 0n];

/**
 * Users' transactions that wait for a block, checked against the state of the head. Bounded in total and per sender. A full mempool
 * evicts one of the senders' last transactions: first those that cannot be next (behind a nonce gap, or a swap whose price is not
 * met), then the one with the lowest fee.
 */
export class Mempool {
  readonly #rollupId: bigint;
  readonly #limits: MempoolLimits;
  readonly #senders = new Map<number, Sender>();
  /** Senders by the hashes of their waiting transactions. */
  readonly #hashes = new Map<bigint, { readonly sender: Sender; readonly waiting: Waiting }>();
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

  /** One sender's waiting transactions by ascending nonce. */
  of(from: number): Transaction[] {
    const waiting = this.#senders.get(from)?.waiting.values() ?? [];
    return [...waiting].map(({ tx }) => tx).sort((a, b) => a.nonce - b.nonce);
  }

  /** One sender's waiting transactions by ascending nonce, with their hashes and with what keeps them out of the next block. */
  pendingOf(from: number): PendingTransaction[] {
    const sender = this.#senders.get(from);
    return [...(sender?.waiting.values() ?? [])]
      .sort((a, b) => a.tx.nonce - b.tx.nonce)
      .map(({ tx, hash }) => ({ tx, hash, obstacle: this.#obstacle(sender!, tx) }));
  }

  /** What keeps a waiting transaction out of the next block; undefined if nothing does, or if it does not wait. */
  obstacleOf(hash: bigint): Obstacle | undefined {
    const found = this.#hashes.get(hash);
    return found && this.#obstacle(found.sender, found.waiting.tx);
  }

  /** The transaction that waits under a sender's nonce. */
  waiting(from: number, nonce: number): Transaction | undefined {
    return this.#senders.get(from)?.waiting.get(nonce)?.tx;
  }

  /** The nonce that follows the sender's executable transactions, or undefined if there is no such account. */
  nextNonce(from: number): number | undefined {
    const sender = this.#senders.get(from);
    return sender === undefined ? this.#state.account(from)?.nonce : firstGap(sender);
  }

  /** Why a transaction would not be admitted, as {@link admissionFault} returns it. Does not check the signature. */
  faultOf(tx: Transaction): Refusal | undefined {
    return admissionFault(tx, this.#view());
  }

  /**
   * Admits a transfer, swap or withdrawal.
   *
   * @param options.signatureVerified - the signature has already been checked against the sender's key, for example in a worker
   * @throws TrellisError with the codes of {@link admissionFault}; TRL-LED-019 for a bad signature
   */
  add(tx: Transaction, options: { readonly signatureVerified?: boolean } = {}): Admission {
    const fault = this.faultOf(tx);
    if (fault !== undefined) throw new TrellisError(fault.code, fault.message, fault.context);
    const account = this.#state.account(tx.from)!;
    const hash = transactionHash(this.#rollupId, tx);
    if (options.signatureVerified !== true && !verify(account.key, hash, tx.signature)) {
      throw new TrellisError(
        "TRL-LED-019",
        "the signature does not match the sender, this transaction and this rollup",
        { from: tx.from, nonce: tx.nonce },
      );
    }

    const sender = this.#senders.get(tx.from) ?? {
      index: tx.from,
      account,
      waiting: new Map(),
      cost: undefined,
    };
    const dropped = this.#makeRoom(tx, sender);
    const fee = decodeFee(tx.fee);
    this.#senders.set(tx.from, sender);
    const waiting = { tx, hash, fee, isStale: false, sequence: this.#sequence++ };
    const isNew = !sender.waiting.has(tx.nonce);
    sender.waiting.set(tx.nonce, waiting);
    sender.cost = isNew && sender.cost !== undefined ? costOf([waiting], sender.cost) : undefined;
    this.#hashes.set(hash, { sender, waiting });
    this.#rankLast(sender);
    return { hash, dropped };
  }

  /**
   * Transactions for a block: highest fee first, each sender's in nonce order from the account's nonce on. Lazy: take only as many as
   * needed. If the mempool changes meanwhile, what has come since may be left out, and what has gone may be among them.
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
   * Moves to the state of a new head. Drops transactions that have been executed or that their sender can no longer pay, and those
   * after them. A swap whose price has moved away keeps waiting.
   * @returns the transactions dropped. TRL-LED-051 says that a transaction with the nonce is in a block, be it this one or another.
   */
  revalidate(state: State): DroppedTransaction[] {
    this.#state = state.fork();
    return [...this.#senders.values()].flatMap((sender) => this.#revalidateSender(sender));
  }

  #obstacle({ account, waiting }: Sender, tx: Transaction): Obstacle | undefined {
    return obstacleOf(tx, account, waiting, this.#state.reserves);
  }

  #revalidateSender(sender: Sender): DroppedTransaction[] {
    const dropped: DroppedTransaction[] = [];
    const account = this.#state.account(sender.index);
    if (account !== undefined) sender.account = account;
    let cost: readonly [bigint, bigint] = [0n, 0n];
    let isBroken = false;
    for (const waiting of [...sender.waiting.values()].sort((a, b) => a.tx.nonce - b.tx.nonce)) {
      waiting.isStale = !isSwappable(this.#state.reserves, waiting.tx);
      const isPast = account !== undefined && waiting.tx.nonce < account.nonce;
      if (!isPast) cost = costOf([waiting], cost);
      const why = isBroken ? behindDropped(waiting.tx) : this.#faultAtHead(waiting.tx, account, cost);
      if (why === undefined) continue;
      isBroken ||= !isPast;
      this.#remove(sender, waiting);
      dropped.push({ tx: waiting.tx, hash: waiting.hash, why });
    }
    this.#rankLast(sender);
    return dropped;
  }

  /**
   * Why a waiting transaction cannot keep waiting at the head. A reorganisation of L1 may have removed accounts or moved nonces back.
   * @param cost - of the sender's waiting transactions, up to this one.
   */
  #faultAtHead(
    tx: Transaction,
    account: Account | undefined,
    cost: readonly [bigint, bigint],
  ): Refusal | undefined {
    if (account === undefined) return noSender(tx);
    if (tx.nonce < account.nonce) return nonceUsed(tx, account);
    if (!covers(account, cost)) return balanceTooLow(tx, account, cost);
    if (tx.kind === "transfer" && this.#state.account(tx.to) === undefined) return noRecipient(tx);
    return isTooFarAhead(tx, account, this.#limits) ? nonceTooFarAhead(tx, account, this.#limits) : undefined;
  }

  #view(): AdmissionView {
    return {
      state: this.#state,
      limits: this.#limits,
      waitingOf: (from) => this.#senders.get(from)?.waiting ?? NOTHING,
      costOfWaiting: (from) => this.#costOfWaiting(from),
      isFull: this.size >= this.#limits.total,
      victimFor: (from, nonce) => this.#victimFor(from, nonce),
    };
  }

  /** A sender may have many transactions, and each further one is held against the cost of all. */
  #costOfWaiting(from: number): readonly [bigint, bigint] {
    const sender = this.#senders.get(from);
    if (sender === undefined) return NO_COST;
    sender.cost ??= costOf(sender.waiting.values());
    return sender.cost;
  }

  /** Removes the transaction that an admitted one replaces or, in a full mempool, evicts. */
  #makeRoom(tx: Transaction, sender: Sender): DroppedTransaction | undefined {
    const replaced = sender.waiting.get(tx.nonce);
    if (replaced !== undefined) {
      this.#hashes.delete(replaced.hash);
      return { tx: replaced.tx, hash: replaced.hash, why: replacedBy(tx) };
    }
    if (this.size < this.#limits.total) return undefined;
    const victim = this.#victimFor(tx.from, tx.nonce);
    if (victim === undefined) return undefined;
    this.#remove(victim.sender, victim.waiting);
    this.#rankLast(victim.sender);
    const { tx: evicted, hash, fee } = victim.waiting;
    return { tx: evicted, hash, why: mempoolFull(fee) };
  }

  /**
   * The transaction to evict for one of this sender, among the senders' last ones: first those that cannot be next, then the lowest
   * fee, then the latest. A transaction must not evict one that it depends on.
   */
  #victimFor(from: number, nonce: number): Last | undefined {
    return this.#lasts.first((sender, last) => sender.index === from && last.waiting.tx.nonce < nonce);
  }

  #remove(sender: Sender, waiting: Waiting): void {
    this.#hashes.delete(waiting.hash);
    sender.waiting.delete(waiting.tx.nonce);
    sender.cost = undefined;
    if (sender.waiting.size === 0) this.#senders.delete(sender.index);
  }

  /** Updates a sender's candidate for eviction. Call after each change of its waiting transactions. */
  #rankLast(sender: Sender): void {
    if (sender.waiting.size === 0) {
      this.#lasts.delete(sender);
      return;
    }
    const last = Math.max(...sender.waiting.keys());
    const waiting = sender.waiting.get(last)!;
    const { fee, sequence } = waiting;
    this.#lasts.set(sender, {
      sender,
      waiting,
      fee,
      sequence,
      isReady: firstBlocked(sender.account, sender.waiting) > last,
    });
  }
}

/** The first nonce, from the account's on, without a waiting transaction. */
function firstGap(sender: Sender): number {
  let nonce = sender.account.nonce;
  while (sender.waiting.has(nonce)) nonce++;
  return nonce;
}

const replacedBy = ({ from, nonce, fee }: Transaction): Refusal => ({
  code: "TRL-LED-058",
  reason: "replaced",
  message: "another transaction with the same nonce, which pays more, has replaced it",
  context: { from, nonce, fee: decodeFee(fee) },
});

const behindDropped = ({ from, nonce }: Transaction): Refusal => ({
  code: "TRL-LED-059",
  reason: "behind_dropped",
  message: "a transaction of the sender that comes before it was dropped",
  context: { from, nonce },
});
