import {
  ACCOUNT_TREE_DEPTH,
  type PoolReserves,
  type QueuedMessage,
  type Transaction,
} from "@trellis/protocol";
import type { HashSteps } from "../hashing/HashBatch.ts";
import { runHashSteps } from "../hashing/hashSteps.ts";
import type { Account } from "../state/Account.ts";
import type { State } from "../state/State.ts";
import { applyEffect, executeTransaction } from "./executeTransaction.ts";

/** An account in the leaf circuit's form, with its 20 siblings from the leaf up. */
export interface AccountWitness {
  readonly account: Account;
  readonly path: readonly bigint[];
}

/** One transaction in the leaf circuit's form. Accounts that the transaction does not touch are zeros. */
export interface TransactionWitness {
  readonly tx: Transaction;
  /** Before the transaction. */
  readonly sender: AccountWitness;
  /** After the sender's update. If a deposit opens the account: the deposit's key, all other fields zero. */
  readonly recipient: AccountWitness;
  readonly recipientExists: boolean;
}

const NO_ACCOUNT: AccountWitness = {
  account: { key: { x: 0n, y: 0n }, nonce: 0, balances: [0n, 0n] },
  path: new Array<bigint>(ACCOUNT_TREE_DEPTH).fill(0n),
};

/** The facts about one leaf that {@link executeBlock} passes in. */
export interface LeafExecutionInit {
  readonly index: number;
  readonly rollupId: bigint;
  readonly transactions: readonly Transaction[];
  readonly messages: readonly QueuedMessage[];
  readonly before: State;
  readonly after: State;
  readonly fees: bigint;
  readonly txsRoot: bigint;
  readonly dataHash: Uint8Array;
  readonly messagesBefore: Uint8Array;
  readonly messagesAfter: Uint8Array;
}

/**
 * Eight executed transactions of a block (P6.3). State roots and witnesses need hashing, so they are computed on first use. A node
 * that only follows the chain never computes them.
 */
export class LeafExecution {
  /** Index among the block's leaves. */
  readonly index: number;
  readonly rollupId: bigint;
  readonly transactions: readonly Transaction[];
  /** The L1 messages that the leaf consumes. */
  readonly messages: readonly QueuedMessage[];
  /** Units of asset 0. */
  readonly fees: bigint;
  readonly txsRoot: bigint;
  readonly dataHash: Uint8Array;
  /** Rolling hashes of the L1 queue. */
  readonly messagesBefore: Uint8Array;
  readonly messagesAfter: Uint8Array;
  readonly #before: State;
  readonly #after: State;
  #witnesses: readonly TransactionWitness[] | undefined;

  constructor(init: LeafExecutionInit) {
    this.index = init.index;
    this.rollupId = init.rollupId;
    this.transactions = init.transactions;
    this.messages = init.messages;
    this.fees = init.fees;
    this.txsRoot = init.txsRoot;
    this.dataHash = init.dataHash;
    this.messagesBefore = init.messagesBefore;
    this.messagesAfter = init.messagesAfter;
    this.#before = init.before;
    this.#after = init.after;
  }

  /** State root before the first transaction. */
  get stateBefore(): bigint {
    return this.#before.root();
  }

  /** Root of the account tree before the first transaction. */
  get accountsBefore(): bigint {
    return this.#before.accountsRoot();
  }

  /** The pool before the first transaction. */
  get reservesBefore(): PoolReserves {
    return this.#before.reserves;
  }

  /** State root after the last transaction. */
  get stateAfter(): bigint {
    return this.#after.root();
  }

  /** {@link stateBefore}, in steps. */
  stateBeforeSteps(): HashSteps<bigint> {
    return this.#before.rootSteps();
  }

  /** {@link stateAfter}, in steps. */
  stateAfterSteps(): HashSteps<bigint> {
    return this.#after.rootSteps();
  }

  /** The leaf circuit's witness for each transaction. The first call executes the leaf again: about 40 hashes per transfer. */
  witnesses(): readonly TransactionWitness[] {
    return runHashSteps(this.witnessSteps());
  }

  /** {@link witnesses}, in steps. */
  *witnessSteps(): HashSteps<readonly TransactionWitness[]> {
    if (this.#witnesses !== undefined) return this.#witnesses;
    const state = this.#before.fork();
    const witnesses: TransactionWitness[] = [];
    let consumed = 0;
    for (const tx of this.transactions) {
      const effect = executeTransaction(state, tx, {
        rollupId: this.rollupId,
        message: this.messages[consumed],
        skipSignature: true,
      });
      if (effect.consumesMessage) consumed++;
      const { sender, recipient } = effect;
      const senderPath = sender && (yield* state.pathSteps(sender.index));
      applyEffect(state, { ...effect, recipient: undefined });
      const recipientPath = recipient && (yield* state.pathSteps(recipient.index));
      applyEffect(state, { ...effect, sender: undefined });
      witnesses.push({
        tx,
        sender: sender && senderPath ? { account: sender.before, path: senderPath } : NO_ACCOUNT,
        recipient:
          recipient && recipientPath
            ? { account: recipient.before ?? opened(recipient.after), path: recipientPath }
            : NO_ACCOUNT,
        recipientExists: recipient?.before !== undefined,
      });
    }
    this.#witnesses = witnesses;
    return witnesses;
  }
}

function opened(account: Account): Account {
  return { key: account.key, nonce: 0, balances: [0n, 0n] };
}
