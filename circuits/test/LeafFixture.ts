import { poseidon2Hash } from "@trellis/field";
import {
  type Account,
  publicKeyOf,
  State,
  signTransaction,
  transactionHash,
  transactionsRoot,
} from "@trellis/ledger";
import {
  concatBytes,
  dataHash,
  decodeFee,
  EMPTY_QUEUE,
  messageOf,
  NOOP,
  packTransaction,
  rollingHash,
  splitHash,
  TRANSACTION_KINDS,
  type Transaction,
  toBigInt,
} from "@trellis/protocol";
import { hashInput, ROLLUP_ID } from "./world.ts";

/** The secret L2 key of the n-th user. */
export const userSecret = (user: number): bigint => 1_000_003n + BigInt(user);

/** An account of the n-th user. */
export function accountOf(user: number, account: Partial<Account> = {}): Account {
  return { key: publicKeyOf(userSecret(user)), nonce: 0, balances: [0n, 0n], ...account };
}

const EMPTY: Account = { key: { x: 0n, y: 0n }, nonce: 0, balances: [0n, 0n] };

const accountInput = (account: Account) => ({
  key_x: String(account.key.x),
  key_y: String(account.key.y),
  nonce: account.nonce,
  balance0: String(account.balances[0]),
  balance1: String(account.balances[1]),
});

const UNTOUCHED = { account: accountInput(EMPTY), path: new Array<string>(20).fill("0") };

/** Reserves of the pool: asset 0, then asset 1. */
export type Reserves = readonly [bigint, bigint];

/** The contents of a user's transaction. The default nonce is the account's. */
export type SentFields = Pick<Transaction, "asset" | "from" | "to" | "amount" | "fee"> & {
  readonly kind?: "transfer" | "swap" | "withdraw";
  readonly nonce?: number;
};

/** Builds the inputs of a leaf, transaction by transaction, and the outputs that the circuit must return for them. */
export class LeafFixture {
  readonly accounts: State;
  #reserves: Reserves;
  readonly #before: { readonly accountsRoot: bigint; readonly reserves: Reserves };
  readonly #messagesBefore: Uint8Array;
  #messages: Uint8Array;
  readonly #transactions: object[] = [];
  readonly #packed: Uint8Array[] = [];
  readonly #hashes: bigint[] = [];
  #fees = 0n;

  constructor(accounts: State, { reserves = [0n, 0n] as Reserves, messages = EMPTY_QUEUE } = {}) {
    this.accounts = accounts;
    this.#reserves = reserves;
    this.#before = { accountsRoot: accounts.accountsRoot(), reserves };
    this.#messagesBefore = messages;
    this.#messages = messages;
  }

  /** The reserves of the pool after the last transaction. */
  get reserves(): Reserves {
    return this.#reserves;
  }

  /** An unused place. */
  noop(): this {
    return this.#add(NOOP, {});
  }

  /** A deposit by the n-th user. */
  deposit(user: number, index: number, asset: 0 | 1, amount: bigint): this {
    const before = this.accounts.account(index);
    const account = before ?? accountOf(user);
    const recipient = this.#witness(index, account);
    this.accounts.set(index, changed(account, asset, amount));
    const tx: Transaction = { ...NOOP, kind: "deposit", asset, to: index, amount };
    this.#messages = rollingHash(this.#messages, messageOf(tx, account.key));
    return this.#add(tx, { recipient, exists: before !== undefined });
  }

  /** Liquidity from L1. */
  seed(asset: 0 | 1, amount: bigint): this {
    const tx: Transaction = { ...NOOP, kind: "seed", asset, amount };
    this.#messages = rollingHash(this.#messages, messageOf(tx));
    const [reserve0, reserve1] = this.#reserves;
    this.#reserves = asset === 0 ? [reserve0 + amount, reserve1] : [reserve0, reserve1 + amount];
    return this.#add(tx, {});
  }

  /** A transaction signed by the n-th user, who owns the account at `from`. It is valid unless its values are invalid. */
  send(user: number, fields: SentFields): this {
    const nonce = this.accounts.account(fields.from)?.nonce ?? 0;
    return this.#execute(signTransaction(ROLLUP_ID, { nonce, ...fields }, userSecret(user)));
  }

  /** A transaction forced through L1 that is executed. This is valid unless its values are wrong. */
  force(fields: Omit<SentFields, "nonce">): this {
    return this.#force({ kind: "transfer", ...fields, failed: false });
  }

  /** A transaction forced through L1 that fails. */
  fail(fields: Omit<SentFields, "nonce">): this {
    return this.#force({ kind: "transfer", ...fields, failed: true });
  }

  #force(fields: Omit<SentFields, "nonce"> & Pick<Transaction, "kind" | "failed">): this {
    const tx: Transaction = { ...NOOP, ...fields, forced: true };
    this.#messages = rollingHash(this.#messages, messageOf(tx));
    return this.#execute(tx);
  }

  #execute(tx: Transaction): this {
    const { kind, asset, from, to, amount, fee, forced, failed } = tx;
    const account = this.accounts.account(from) ?? EMPTY;
    const sender = this.#witness(from, account);
    if (!failed) {
      const paid = changed(changed(account, 0, -decodeFee(fee)), asset, -amount);
      const bought = kind === "swap" ? this.#sell(asset, amount) : 0n;
      this.accounts.set(from, {
        ...changed(paid, asset === 0 ? 1 : 0, bought),
        nonce: (account.nonce + (forced ? 0 : 1)) % 2 ** 32,
      });
    }
    if (kind !== "transfer") return this.#add(tx, { sender });
    const before = this.accounts.account(to);
    const recipient = this.#witness(to, before ?? EMPTY);
    if (before !== undefined && !failed) this.accounts.set(to, changed(before, asset, amount));
    return this.#add(tx, { sender, recipient, exists: before !== undefined });
  }

  /** Sells to the pool. Returns how much of the other asset leaves the pool. */
  #sell(asset: 0 | 1, amount: bigint): bigint {
    const [reserve0, reserve1] = this.#reserves;
    const [reserveIn, reserveOut] = asset === 0 ? [reserve0, reserve1] : [reserve1, reserve0];
    if (reserveIn === 0n) return 0n;
    const out = (amount * 997n * reserveOut) / (reserveIn * 1000n + amount * 997n);
    this.#reserves = asset === 0 ? [reserve0 + amount, reserve1 - out] : [reserve0 - out, reserve1 + amount];
    return out;
  }

  /** The circuit's inputs, but for the context and the prover. Unused places are filled. */
  inputs() {
    while (this.#transactions.length < 8) this.noop();
    return {
      state_before: String(stateRoot(this.#before.accountsRoot, this.#before.reserves)),
      accounts_root: String(this.#before.accountsRoot),
      reserve0: String(this.#before.reserves[0]),
      reserve1: String(this.#before.reserves[1]),
      messages_before: hashInput(this.#messagesBefore),
      transactions: this.#transactions,
    };
  }

  /** What the circuit must say of the transactions of {@link inputs}. */
  results() {
    return {
      stateBefore: stateRoot(this.#before.accountsRoot, this.#before.reserves),
      stateAfter: stateRoot(this.accounts.accountsRoot(), this.#reserves),
      txsRoot: transactionsRoot(this.#hashes),
      transactionsHash: dataHash(concatBytes(...this.#packed)),
      fees: this.#fees,
      messagesBefore: this.#messagesBefore,
      messagesAfter: this.#messages,
    };
  }

  #witness(index: number, account: Account) {
    return { account: accountInput(account), path: this.accounts.path(index).map(String) };
  }

  /** Accounts that a transaction does not touch are zeros. */
  #add(
    tx: Transaction,
    {
      sender = UNTOUCHED,
      recipient = UNTOUCHED,
      exists = false,
    }: { sender?: object; recipient?: object; exists?: boolean },
  ): this {
    this.#packed.push(packTransaction(tx));
    this.#hashes.push(transactionHash(ROLLUP_ID, tx));
    if (!tx.failed) this.#fees += decodeFee(tx.fee);
    const [sHi, sLo] = splitHash(tx.signature.subarray(0, 32));
    this.#transactions.push({
      transaction: {
        kind: TRANSACTION_KINDS.indexOf(tx.kind),
        asset: tx.asset,
        from: tx.from,
        to: tx.to,
        amount: String(tx.amount),
        fee: tx.fee,
        nonce: tx.nonce,
        forced: tx.forced,
        failed: tx.failed,
        signature: { s_hi: String(sHi), s_lo: String(sLo), e: String(toBigInt(tx.signature.subarray(32))) },
      },
      sender,
      recipient,
      recipient_exists: exists,
    });
    return this;
  }
}

/**
 * Returns the account with a changed balance. In fixtures of invalid transactions, balances wrap. A circuit without the check would
 * accept that.
 */
function changed(account: Account, asset: 0 | 1, by: bigint): Account {
  const [balance0, balance1] = account.balances;
  const wrapped = (balance: bigint): bigint => BigInt.asUintN(128, balance);
  return {
    ...account,
    balances: asset === 0 ? [wrapped(balance0 + by), balance1] : [balance0, wrapped(balance1 + by)],
  };
}

/** P10.1: the root of the state, which covers accounts and pool. */
function stateRoot(accountsRoot: bigint, [reserve0, reserve1]: Reserves): bigint {
  return poseidon2Hash([accountsRoot, reserve0, reserve1, 0n, 0n, 0n]);
}

/** A state for the leaf tests: users 1 to 4 at places 1, 2, 3 and 2^20 − 1. */
export function someState(changes: Partial<Account> = {}): State {
  return State.of([
    [1, accountOf(1, { balances: [10n ** 20n, 500n], nonce: 7, ...changes })],
    [2, accountOf(2, { balances: [10n ** 18n, 0n] })],
    [3, accountOf(3, { balances: [0n, 900n], nonce: 2 })],
    [2 ** 20 - 1, accountOf(4, { balances: [5n, 0n] })],
  ]);
}
