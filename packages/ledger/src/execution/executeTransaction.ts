import {
  decodeFee,
  decodeMinimumOut,
  equalBytes,
  FIELD_MODULUS,
  isMessage,
  isSentKind,
  isSigned,
  messageOf,
  type PoolReserves,
  type QueuedMessage,
  seeded,
  swap,
  swapOutput,
  type Transaction,
  TrellisError,
  toHex,
} from "@trellis/protocol";
import { verifyTransaction } from "../signing/verifyTransaction.ts";
import { type Account, MAX_BALANCE, MAX_NONCE, withBalanceChange } from "../state/Account.ts";
import type { State } from "../state/State.ts";
import { isWellFormed } from "./isWellFormed.ts";

/** The inputs of a transaction's execution besides the state. */
export interface TransactionContext {
  readonly rollupId: bigint;
  /** The next message of the L1 queue, or undefined if none is left. */
  readonly message: QueuedMessage | undefined;
  /** True if the signature has been checked already (mempool) or is absent (data on L1). */
  readonly skipSignature?: boolean;
}

/** One account's change. `before` is undefined if a deposit opens the account. */
export interface AccountChange<Before extends Account | undefined> {
  readonly index: number;
  readonly before: Before;
  readonly after: Account;
}

/**
 * The effect of a valid transaction. The sender changes first; if sender and recipient are the same, `recipient.before` is the account
 * after that change. A failed transaction lists its accounts too, unchanged: the block states that they cannot execute it.
 */
export interface TransactionEffect {
  readonly sender: AccountChange<Account> | undefined;
  readonly recipient: AccountChange<Account | undefined> | undefined;
  /** The pool's reserves after the transaction, if they change. */
  readonly reserves: PoolReserves | undefined;
  /** The fee paid, in units of asset 0. */
  readonly fee: bigint;
  /** Whether the next message of the queue was consumed. */
  readonly consumesMessage: boolean;
}

const NOTHING: TransactionEffect = {
  sender: undefined,
  recipient: undefined,
  reserves: undefined,
  fee: 0n,
  consumesMessage: false,
};

/**
 * P10.1: executes one transaction. This is the only implementation in TypeScript; the leaf circuit is the other implementation. Reads
 * the state and changes nothing; {@link applyEffect} writes the result.
 * @throws TRL-LED-010 … TRL-LED-027, which say why a block cannot contain the transaction.
 */
export function executeTransaction(
  state: State,
  tx: Transaction,
  context: TransactionContext,
): TransactionEffect {
  requireWellFormed(tx);
  if (isMessage(tx)) requireNextMessage(tx, context.message);
  switch (tx.kind) {
    case "noop":
      return NOTHING;
    case "deposit":
      return executeDeposit(state, tx, context.message!);
    case "seed":
      return executeSeed(state, tx);
    default:
      return executeSent(state, tx, context);
  }
}

function requireWellFormed(tx: Transaction): void {
  if (!isWellFormed(tx)) {
    throw new TrellisError("TRL-LED-010", "a field of the transaction is out of range", {
      kind: tx.kind,
      asset: tx.asset,
      from: tx.from,
      to: tx.to,
      amount: tx.amount,
      fee: tx.fee,
      nonce: tx.nonce,
    });
  }
  // P4.1: an unused place has one encoding.
  if (
    tx.kind === "noop" &&
    (tx.asset !== 0 || tx.from !== 0 || tx.to !== 0 || tx.amount !== 0n || tx.fee !== 0 || tx.nonce !== 0)
  ) {
    throw new TrellisError("TRL-LED-011", "a no-op has every field zero");
  }
  // P8.6: these come from L1, so they have no sender.
  if (
    (tx.kind === "deposit" || tx.kind === "seed") &&
    (tx.from !== 0 || tx.fee !== 0 || tx.nonce !== 0 || (tx.kind === "seed" && tx.to !== 0))
  ) {
    throw new TrellisError(
      "TRL-LED-012",
      "a deposit or seed must have no sender, fee or nonce; a seed must have no recipient",
      {
        from: tx.from,
        to: tx.to,
        fee: tx.fee,
        nonce: tx.nonce,
      },
    );
  }
  // P10.2, P10.3.
  if ((tx.forced && (!isSentKind(tx.kind) || tx.nonce !== 0)) || (tx.failed && !tx.forced)) {
    throw new TrellisError(
      "TRL-LED-027",
      "only transfers, swaps and withdrawals can be forced, without a nonce; only forced transactions can fail",
      { kind: tx.kind, nonce: tx.nonce, forced: tx.forced, failed: tx.failed },
    );
  }
}

/** P8.6, P10.3: deposits, seeds and forced transactions are the queue's messages, in its order. */
function requireNextMessage(tx: Transaction, message: QueuedMessage | undefined): void {
  if (message === undefined) {
    throw new TrellisError("TRL-LED-020", "the L1 queue has no message for this transaction", {
      kind: tx.kind,
      from: tx.from,
      to: tx.to,
    });
  }
  const { packed } = messageOf(tx);
  if (!equalBytes(message.packed, packed)) {
    throw new TrellisError("TRL-LED-021", "the transaction is not the next message of the L1 queue", {
      packed: toHex(packed),
      queued: toHex(message.packed),
    });
  }
  if (tx.kind !== "deposit" && (message.keyX !== 0n || message.keyY !== 0n)) {
    throw new TrellisError("TRL-LED-022", "only a deposit's message has a key", { kind: tx.kind });
  }
}

function executeDeposit(state: State, tx: Transaction, message: QueuedMessage): TransactionEffect {
  const before = state.account(tx.to);
  const key = { x: message.keyX, y: message.keyY };
  const isField = (value: bigint): boolean => value >= 0n && value < FIELD_MODULUS;
  if (!isField(key.x) || !isField(key.y) || (before && (before.key.x !== key.x || before.key.y !== key.y))) {
    throw new TrellisError(
      "TRL-LED-022",
      before ? "the deposit's key is not the account's" : "the deposit's key is not made of field elements",
      { index: tx.to },
    );
  }
  const after = credited(before ?? { key, nonce: 0, balances: [0n, 0n] }, tx.to, tx.asset, tx.amount);
  if (after instanceof TrellisError) throw after;
  return { ...NOTHING, recipient: { index: tx.to, before, after }, consumesMessage: true };
}

function executeSeed(state: State, tx: Transaction): TransactionEffect {
  const reserves = seeded(state.reserves, tx.asset, tx.amount);
  if (reserves === undefined) {
    throw new TrellisError("TRL-LED-025", "the pool's reserve would exceed 112 bits", {
      asset: tx.asset,
      reserve: state.reserves[tx.asset],
      amount: tx.amount,
    });
  }
  return { ...NOTHING, reserves, consumesMessage: true };
}

/** A transfer, swap or withdrawal, signed or forced. */
function executeSent(state: State, tx: Transaction, context: TransactionContext): TransactionEffect {
  const sender = state.account(tx.from);
  if (sender === undefined) {
    throw new TrellisError("TRL-LED-013", "the sender has no account: deposit on L1 first", {
      from: tx.from,
    });
  }
  const recipient = tx.kind === "transfer" ? state.account(tx.to) : undefined;
  if (tx.kind === "transfer" && recipient === undefined) {
    throw new TrellisError("TRL-LED-014", "the recipient has no account", { to: tx.to });
  }
  if (isSigned(tx)) requireNonce(tx, sender);
  const outcome = outcomeOf(state, tx, sender, recipient);
  const fails = outcome instanceof TrellisError;
  if (tx.forced) {
    // P10.2: a forced transaction that cannot execute changes nothing and is marked as failed.
    if (fails !== tx.failed) {
      throw new TrellisError(
        "TRL-LED-026",
        fails ? "a forced transaction that cannot be executed is marked as failed" : "it could be executed",
        { from: tx.from, reason: fails ? outcome.message : undefined },
        fails ? outcome : undefined,
      );
    }
    return { ...(fails ? unchanged(tx, sender, recipient) : outcome), consumesMessage: true };
  }
  if (fails) throw outcome;
  // Last, because it is the most expensive check.
  if (context.skipSignature !== true && !verifyTransaction(context.rollupId, tx, sender.key)) {
    throw new TrellisError(
      "TRL-LED-019",
      "the signature does not match the sender, this transaction and this rollup",
      {
        from: tx.from,
        nonce: tx.nonce,
      },
    );
  }
  return outcome;
}

function requireNonce(tx: Transaction, sender: Account): void {
  if (tx.nonce !== sender.nonce) {
    throw new TrellisError("TRL-LED-015", "the nonce is not the sender's next nonce", {
      from: tx.from,
      nonce: tx.nonce,
      expected: sender.nonce,
    });
  }
  if (sender.nonce >= MAX_NONCE) {
    throw new TrellisError("TRL-LED-016", "the sender has used its last nonce", { from: tx.from });
  }
}

/** The transaction's effect on its accounts and the pool, or the error that prevents it. */
function outcomeOf(
  state: State,
  tx: Transaction,
  sender: Account,
  recipient: Account | undefined,
): TransactionEffect | TrellisError {
  const fee = decodeFee(tx.fee);
  const debited = debitedSender(tx, fee, sender);
  if (debited instanceof TrellisError) return debited;
  const effect = { ...NOTHING, fee };
  if (recipient !== undefined) {
    const before = tx.from === tx.to ? debited : recipient;
    const after = credited(before, tx.to, tx.asset, tx.amount);
    if (after instanceof TrellisError) return after;
    return {
      ...effect,
      sender: { index: tx.from, before: sender, after: debited },
      recipient: { index: tx.to, before, after },
    };
  }
  if (tx.kind === "withdraw") {
    if (tx.amount === 0n) {
      return new TrellisError("TRL-LED-024", "a withdrawal must be of at least 1 unit", { from: tx.from });
    }
    return { ...effect, sender: { index: tx.from, before: sender, after: debited } };
  }
  const minimumOut = decodeMinimumOut(tx.to);
  const swapped = swap(state.reserves, tx.asset, tx.amount, minimumOut);
  if (swapped === undefined) {
    return new TrellisError(
      "TRL-LED-023",
      "the pool cannot execute this swap: it is empty or full, or the swap buys nothing or less than its minimum",
      {
        asset: tx.asset,
        amount: tx.amount,
        minimumOut,
        out: swapOutput(state.reserves, tx.asset, tx.amount),
        reserve0: state.reserves[0],
        reserve1: state.reserves[1],
      },
    );
  }
  const after = credited(debited, tx.from, tx.asset === 0 ? 1 : 0, swapped.out);
  if (after instanceof TrellisError) return after;
  return {
    ...effect,
    sender: { index: tx.from, before: sender, after },
    reserves: swapped.reserves,
  };
}

/** The sender after paying amount and fee. P10.3: a forced transaction does not increment the nonce. */
function debitedSender(tx: Transaction, fee: bigint, sender: Account): Account | TrellisError {
  const debits: [bigint, bigint] = tx.asset === 0 ? [tx.amount + fee, 0n] : [fee, tx.amount];
  for (const asset of [0, 1] as const) {
    if (debits[asset] > sender.balances[asset]) {
      return new TrellisError("TRL-LED-017", `the sender has too little of asset ${asset}`, {
        from: tx.from,
        asset,
        balance: sender.balances[asset],
        needed: debits[asset],
      });
    }
  }
  return {
    key: sender.key,
    nonce: tx.forced ? sender.nonce : sender.nonce + 1,
    balances: [sender.balances[0] - debits[0], sender.balances[1] - debits[1]],
  };
}

function unchanged(
  tx: Transaction,
  sender: Account,
  recipient: Account | undefined,
): Omit<TransactionEffect, "consumesMessage"> {
  return {
    ...NOTHING,
    sender: { index: tx.from, before: sender, after: sender },
    recipient: recipient && { index: tx.to, before: recipient, after: recipient },
  };
}

function credited(account: Account, index: number, asset: 0 | 1, amount: bigint): Account | TrellisError {
  if (account.balances[asset] + amount > MAX_BALANCE) {
    return new TrellisError("TRL-LED-018", "the recipient's balance would exceed 128 bits", {
      to: index,
      asset,
      balance: account.balances[asset],
    });
  }
  return withBalanceChange(account, asset, amount);
}

/** Writes a transaction's effect to the state. */
export function applyEffect(state: State, effect: TransactionEffect): void {
  const { sender, recipient, reserves } = effect;
  if (sender !== undefined && sender.after !== sender.before) state.set(sender.index, sender.after);
  if (recipient !== undefined && recipient.after !== recipient.before) {
    state.set(recipient.index, recipient.after);
  }
  if (reserves !== undefined) state.setReserves(reserves);
}
