import { applyEffect, executeTransaction, State } from "@trellis/ledger";
import {
  type Asset,
  encodeFee,
  encodeMinimumOut,
  joinStates,
  LEAF_DATA_BYTES,
  LEAF_TRANSACTIONS,
  leafStates,
  NOOP,
  packTransaction,
  type QueuedMessage,
  TRANSACTION_BYTES,
  type Transaction,
  transactionOf,
} from "@trellis/protocol";

/** What L1 takes of a block, and whether the state after it is right. */
export interface SyntheticContent {
  readonly data: Uint8Array;
  readonly stateAfter: bigint;
  readonly statesRoot: bigint;
  readonly fees: bigint;
}

const LEAVES = 2;
const FEE = 100n;
const AMOUNT = 1_000n;
/** Transfers of a block, and swaps after them, one in each direction. */
const TRANSFERS = 4;
const SWAPS = 2;
/** So many heights have no withdrawal between two that have one. */
const WITHDRAWAL_EVERY = 10;

/**
 * The L2 state of a synthetic L1, and blocks of depth 1 that the shipped ledger has executed on it. Transactions have no signatures: data on
 * L1 has none.
 */
export class SyntheticLedger {
  #state = State.empty();
  #random = 1;

  /** Root of the state. */
  get root(): bigint {
    return this.#state.root();
  }

  /** Makes the next block, and goes to the state after it. @param messages - all that wait. */
  next(messages: readonly QueuedMessage[], height: number): SyntheticContent {
    const state = this.#state.fork();
    const before = state.root();
    const data = new Uint8Array(LEAVES * LEAF_DATA_BYTES);
    let place = 0;
    let fees = 0n;
    let middle = before;
    const add = (tx: Transaction, message?: QueuedMessage): void => {
      const effect = executeTransaction(state, tx, { rollupId: 0n, message, skipSignature: true });
      applyEffect(state, effect);
      data.set(packTransaction(tx), place * TRANSACTION_BYTES);
      fees += effect.fee;
      place += 1;
      if (place === LEAF_TRANSACTIONS) middle = state.root();
    };
    for (const message of messages) add(transactionOf(message), message);
    for (const tx of this.#sent(height)) {
      const account = state.account(tx.from);
      if (
        account === undefined ||
        account.balances[tx.asset] < AMOUNT + FEE ||
        account.balances[0] < AMOUNT + FEE
      )
        continue;
      add({ ...tx, nonce: account.nonce });
    }
    const after = state.root();
    if (place < LEAF_TRANSACTIONS) middle = after;
    this.#state = state;
    return {
      data,
      stateAfter: after,
      statesRoot: joinStates(leafStates(before, middle), leafStates(middle, after)),
      fees,
    };
  }

  /** What users send, without nonces. */
  *#sent(height: number): Generator<Transaction> {
    const accounts = this.#state.size;
    if (accounts < 2) return;
    const common = { ...NOOP, amount: AMOUNT, fee: encodeFee(FEE) };
    const anyone = (): number => this.#draw(accounts);
    for (let i = 0; i < TRANSFERS; i++) yield { ...common, kind: "transfer", from: anyone(), to: anyone() };
    const [mine, theirs] = this.#state.reserves;
    if (mine > 0n && theirs > 0n) {
      for (let i = 0; i < SWAPS; i++) {
        yield { ...common, kind: "swap", asset: (i % 2) as Asset, from: anyone(), to: encodeMinimumOut(0n) };
      }
    }
    if (height % WITHDRAWAL_EVERY === 0) yield { ...common, kind: "withdraw", from: anyone() };
  }

  /** A number below `bound`, the same in each run (Park and Miller). */
  #draw(bound: number): number {
    this.#random = (this.#random * 48_271) % 2_147_483_647;
    return this.#random % bound;
  }
}
