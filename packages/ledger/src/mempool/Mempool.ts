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
import { PriorityQueue } from "./PriorityQueue.ts";
import type { Refusal } from "./Refusal.ts";

/** A transaction that waits, with what is asked of it often. */
interface Waiting extends AdmittedTransaction {
  readonly hash: bigint;
  /** It may wait for a better price, but is the first to make room. */
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

/** A transaction that waited and does not wait any more, and why. */
export interface DroppedTransaction {
  readonly tx: Transaction;
  readonly hash: bigint;
  readonly why: Refusal;
}

/** A transaction that has been admitted. */
export interface Admission {
  readonly hash: bigint;
  /** What it has replaced, or what has made room for it. */
  readonly dropped: DroppedTransaction | undefined;
}

const NOTHING: ReadonlyMap<number, Waiting> = new Map();

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

  /** Why a transaction would not be admitted; says nothing about its signature. As {@link admissionFault}. */
  faultOf(tx: Transaction): Refusal | undefined {
    return admissionFault(tx, this.#view());
  }

  /**
   * Admits a transfer, swap or withdrawal.
   *
   * @param options.signatureVerified - the signature has been checked against the sender's key, elsewhere (a worker)
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

    const sender = this.#senders.get(tx.from) ?? { index: tx.from, account, waiting: new Map() };
    const dropped = this.#makeRoom(tx, sender);
    const fee = decodeFee(tx.fee);
    this.#senders.set(tx.from, sender);
    sender.waiting.set(tx.nonce, { tx, hash, fee, isStale: false, sequence: this.#sequence++ });
    this.#hashes.add(hash);
    this.#rankLast(sender);
    return { hash, dropped };
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
   * @returns the transactions dropped. TRL-LED-051 says that a transaction with the nonce is in a block, be it this one or another.
   */
  revalidate(state: State): DroppedTransaction[] {
    this.#state = state.fork();
    return [...this.#senders.values()].flatMap((sender) => this.#revalidateSender(sender));
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
   * Why a transaction that waits cannot go on waiting at the head. A reorganisation of L1 may have taken accounts or moved nonces back.
   * @param cost - of what the sender has waiting, up to this transaction.
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
      isFull: this.size >= this.#limits.total,
      victimFor: (from, nonce) => this.#victimFor(from, nonce),
    };
  }

  /** Takes out what an admitted transaction replaces or, in a full mempool, what makes room for it. */
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
   * What leaves first for a transaction of this sender: of the senders' last ones, those that cannot be next first, then the one that
   * pays least, then the latest. Nothing leaves for a transaction that would need it.
   */
  #victimFor(from: number, nonce: number): Last | undefined {
    return this.#lasts.first((sender, last) => sender.index === from && last.waiting.tx.nonce < nonce);
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
    this.#lasts.set(sender, {
      sender,
      waiting,
      fee,
      sequence,
      isReady: firstBlocked(sender.account, sender.waiting) > last,
    });
  }
}

/** The first nonce from the account's on for which nothing waits. */
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
