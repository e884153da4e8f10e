import {
  decodeFee,
  equalBytes,
  FIELD_MODULUS,
  messageOf,
  type QueuedMessage,
  type Transaction,
  TrellisError,
  toHex,
} from "@trellis/protocol";
import { type Account, MAX_BALANCE, MAX_NONCE, withBalanceChange } from "./Account.ts";
import { isWellFormed } from "./isWellFormed.ts";
import type { State } from "./State.ts";
import { verifyTransaction } from "./verifyTransaction.ts";

/** What a transaction's meaning depends on besides the state. */
export interface TransactionContext {
  readonly rollupId: bigint;
  /** The next message of the L1 queue, or undefined if none is left. */
  readonly message: QueuedMessage | undefined;
  /** True where the signature has been checked already (mempool) or is not there (data on L1). */
  readonly skipSignature?: boolean;
}

/** One account's change. `before` is undefined where a deposit opens the account. */
export interface AccountChange<Before extends Account | undefined> {
  readonly index: number;
  readonly before: Before;
  readonly after: Account;
}

/** What a valid transaction does. The sender changes first; `recipient.before` is the account after that, if it is the same. */
export interface TransactionEffect {
  readonly sender: AccountChange<Account> | undefined;
  readonly recipient: AccountChange<Account | undefined> | undefined;
  /** Units of asset 0. */
  readonly fee: bigint;
  /** Whether the next message of the queue was consumed. */
  readonly consumesMessage: boolean;
}

const NOTHING: TransactionEffect = {
  sender: undefined,
  recipient: undefined,
  fee: 0n,
  consumesMessage: false,
};

/**
 * P10.1: the meaning of one transaction, the single source of it in TypeScript (the leaf circuit is the other). Reads the state and
 * changes nothing; {@link applyEffect} writes the result.
 * @throws TrellisError saying why the transaction cannot stand in a block: TRL-LED-010 … TRL-LED-022.
 */
export function executeTransaction(
  state: State,
  tx: Transaction,
  context: TransactionContext,
): TransactionEffect {
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
  if (tx.forced) {
    throw new TrellisError("TRL-LED-010", "forced transactions cannot be executed yet", { kind: tx.kind });
  }
  switch (tx.kind) {
    case "noop":
      return executeNoop(tx);
    case "deposit":
      return executeDeposit(state, tx, context.message);
    case "transfer":
      return executeTransfer(state, tx, context);
    default:
      throw new TrellisError("TRL-LED-010", "this kind of transaction cannot be executed yet", {
        kind: tx.kind,
      });
  }
}

function executeNoop(tx: Transaction): TransactionEffect {
  // P4.1: an unused place has one encoding.
  if (tx.asset !== 0 || tx.from !== 0 || tx.to !== 0 || tx.amount !== 0n || tx.fee !== 0 || tx.nonce !== 0) {
    throw new TrellisError("TRL-LED-011", "a no-op has every field zero");
  }
  return NOTHING;
}

function executeDeposit(
  state: State,
  tx: Transaction,
  message: QueuedMessage | undefined,
): TransactionEffect {
  if (tx.from !== 0 || tx.fee !== 0 || tx.nonce !== 0) {
    throw new TrellisError("TRL-LED-012", "a deposit has no sender, fee or nonce", {
      from: tx.from,
      fee: tx.fee,
      nonce: tx.nonce,
    });
  }
  // P8.6: deposits are the queue's messages, in its order.
  if (message === undefined) {
    throw new TrellisError("TRL-LED-020", "the L1 queue has no message for this deposit", { to: tx.to });
  }
  const { packed } = messageOf(tx);
  if (!equalBytes(message.packed, packed)) {
    throw new TrellisError("TRL-LED-021", "the transaction is not the next message of the L1 queue", {
      packed: toHex(packed),
      queued: toHex(message.packed),
    });
  }
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
  const opened: Account = before ?? { key, nonce: 0, balances: [0n, 0n] };
  return {
    sender: undefined,
    recipient: { index: tx.to, before, after: credited(opened, tx) },
    fee: 0n,
    consumesMessage: true,
  };
}

function executeTransfer(state: State, tx: Transaction, context: TransactionContext): TransactionEffect {
  const sender = state.account(tx.from);
  if (sender === undefined) {
    throw new TrellisError("TRL-LED-013", "the sender has no account: deposit on L1 first", {
      from: tx.from,
    });
  }
  const isSelf = tx.from === tx.to;
  const recipient = isSelf ? sender : state.account(tx.to);
  if (recipient === undefined) {
    throw new TrellisError("TRL-LED-014", "the recipient has no account", { to: tx.to });
  }
  if (tx.nonce !== sender.nonce) {
    throw new TrellisError("TRL-LED-015", "the nonce is not the sender's next one", {
      from: tx.from,
      nonce: tx.nonce,
      expected: sender.nonce,
    });
  }
  if (sender.nonce >= MAX_NONCE) {
    throw new TrellisError("TRL-LED-016", "the sender has used its last nonce", { from: tx.from });
  }
  const fee = decodeFee(tx.fee);
  const debits: [bigint, bigint] = tx.asset === 0 ? [tx.amount + fee, 0n] : [fee, tx.amount];
  for (const asset of [0, 1] as const) {
    if (debits[asset] > sender.balances[asset]) {
      throw new TrellisError("TRL-LED-017", `the sender has too little of asset ${asset}`, {
        from: tx.from,
        asset,
        balance: sender.balances[asset],
        needed: debits[asset],
      });
    }
  }
  const debited: Account = {
    key: sender.key,
    nonce: sender.nonce + 1,
    balances: [sender.balances[0] - debits[0], sender.balances[1] - debits[1]],
  };
  const before = isSelf ? debited : recipient;
  const after = credited(before, tx);
  // Last, because it is the dearest.
  if (context.skipSignature !== true && !verifyTransaction(context.rollupId, tx, sender.key)) {
    throw new TrellisError(
      "TRL-LED-019",
      "the signature is not the sender's for this transaction and rollup",
      {
        from: tx.from,
        nonce: tx.nonce,
      },
    );
  }
  return {
    sender: { index: tx.from, before: sender, after: debited },
    recipient: { index: tx.to, before, after },
    fee,
    consumesMessage: false,
  };
}

function credited(account: Account, tx: Transaction): Account {
  if (account.balances[tx.asset] + tx.amount > MAX_BALANCE) {
    throw new TrellisError("TRL-LED-018", "the recipient's balance would exceed 128 bits", {
      to: tx.to,
      asset: tx.asset,
      balance: account.balances[tx.asset],
    });
  }
  return withBalanceChange(account, tx.asset, tx.amount);
}

/** Writes what a transaction does to the state. */
export function applyEffect(state: State, effect: TransactionEffect): void {
  if (effect.sender !== undefined) state.set(effect.sender.index, effect.sender.after);
  if (effect.recipient !== undefined) state.set(effect.recipient.index, effect.recipient.after);
}
