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
  leafContributionsHash,
  messageOf,
  NOOP,
  type NodeOutputs,
  nodeOutputsToFields,
  ProverBitmap,
  packTransaction,
  rollingHash,
  splitHash,
  TRANSACTION_KINDS,
  type Transaction,
  toBigInt,
} from "@trellis/protocol";
import {
  contributionOf,
  hashInput,
  PROPOSAL_ID,
  PROVER_SET_ROOT,
  type ProverVoteInput,
  ROLLUP_ID,
} from "./proverVote.ts";

/** vk_set_hash of the tests; a leaf only carries it. */
export const VK_SET_HASH = 12345n;

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

/** What a transfer says; the nonce is the account's if not given. */
export type TransferFields = Pick<Transaction, "asset" | "from" | "to" | "amount" | "fee"> & {
  readonly nonce?: number;
};

/** Builds a leaf's inputs one transaction after the other, and what the circuit must return for them. */
export class LeafFixture {
  readonly state: State;
  readonly #stateBefore: bigint;
  readonly #messagesBefore: Uint8Array;
  #messages: Uint8Array;
  readonly #transactions: object[] = [];
  readonly #packed: Uint8Array[] = [];
  readonly #hashes: bigint[] = [];
  #fees = 0n;

  constructor(state: State, messages: Uint8Array = EMPTY_QUEUE) {
    this.state = state;
    this.#stateBefore = state.root();
    this.#messagesBefore = messages;
    this.#messages = messages;
  }

  /** An unused place. */
  noop(): this {
    return this.#add(NOOP, this.#untouched(), this.#untouched(), false);
  }

  /** The n-th user's deposit. */
  deposit(user: number, index: number, asset: 0 | 1, amount: bigint): this {
    const before = this.state.account(index);
    const account = before ?? accountOf(user);
    const recipient = this.#witness(index, account);
    this.state.set(index, credited(account, asset, amount));
    const tx: Transaction = { ...NOOP, kind: "deposit", asset, to: index, amount };
    this.#messages = rollingHash(this.#messages, messageOf(tx, account.key));
    return this.#add(tx, this.#untouched(), recipient, before !== undefined);
  }

  /** A transfer signed by the n-th user, who owns the account at `from`; valid unless its values are not. */
  transfer(user: number, fields: TransferFields): this {
    const { from, to, asset, amount, fee } = fields;
    const account = this.state.account(from) ?? EMPTY;
    const sender = this.#witness(from, account);
    const debit0 = decodeFee(fee) + (asset === 0 ? amount : 0n);
    const tx = signTransaction(ROLLUP_ID, { nonce: account.nonce, ...fields }, userSecret(user));
    this.state.set(from, {
      ...account,
      nonce: (account.nonce + 1) % 2 ** 32,
      balances: [
        wrapped(account.balances[0] - debit0),
        wrapped(account.balances[1] - (asset === 1 ? amount : 0n)),
      ],
    });
    const exists = this.state.account(to) !== undefined;
    const recipient = this.#witness(to, this.state.account(to) ?? EMPTY);
    if (exists) this.state.set(to, credited(this.state.account(to)!, asset, amount));
    return this.#add(tx, sender, recipient, exists);
  }

  /** The circuit's inputs, unused places filled, at `(treeDepth, nodeIndex)`. */
  inputs(treeDepth: number, nodeIndex: number, prover: ProverVoteInput) {
    while (this.#transactions.length < 8) this.noop();
    return {
      context: {
        vk_set_hash: String(VK_SET_HASH),
        rollup_id: String(ROLLUP_ID),
        proposal_id: hashInput(PROPOSAL_ID),
        tree_depth: treeDepth,
        prover_set_root: hashInput(PROVER_SET_ROOT),
      },
      node_index: nodeIndex,
      state_before: String(this.#stateBefore),
      messages_before: hashInput(this.#messagesBefore),
      transactions: this.#transactions,
      prover,
    };
  }

  /** What the circuit must return for {@link inputs}. */
  outputs(treeDepth: number, nodeIndex: number, prover: ProverVoteInput): bigint[] {
    const node = { depth: treeDepth, index: nodeIndex };
    const outputs: NodeOutputs = {
      vkSetHash: VK_SET_HASH,
      rollupId: ROLLUP_ID,
      proposalId: PROPOSAL_ID,
      treeDepth,
      node,
      stateBefore: this.#stateBefore,
      stateAfter: this.state.root(),
      txsRoot: transactionsRoot(this.#hashes),
      dataHash: dataHash(concatBytes(...this.#packed)),
      contributionsHash: leafContributionsHash(contributionOf(node, prover)),
      fees: this.#fees,
      messagesBefore: this.#messagesBefore,
      messagesAfter: this.#messages,
      proverSetRoot: PROVER_SET_ROOT,
      proverBitmap: ProverBitmap.of(prover.present ? [prover.seat] : []),
    };
    return nodeOutputsToFields(outputs);
  }

  #untouched() {
    return this.#witness(0, EMPTY);
  }

  #witness(index: number, account: Account) {
    return { account: accountInput(account), path: this.state.path(index).map(String) };
  }

  #add(tx: Transaction, sender: object, recipient: object, exists: boolean): this {
    this.#packed.push(packTransaction(tx));
    this.#hashes.push(transactionHash(ROLLUP_ID, tx));
    this.#fees += decodeFee(tx.fee);
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
        signature: { s_hi: String(sHi), s_lo: String(sLo), e: String(toBigInt(tx.signature.subarray(32))) },
      },
      sender,
      recipient,
      recipient_exists: exists,
    });
    return this;
  }
}

function credited(account: Account, asset: 0 | 1, amount: bigint): Account {
  const [balance0, balance1] = account.balances;
  return {
    ...account,
    balances: asset === 0 ? [wrapped(balance0 + amount), balance1] : [balance0, wrapped(balance1 + amount)],
  };
}

// Fixtures of invalid transactions go on as if balances wrapped: what a circuit without the check would accept.
function wrapped(balance: bigint): bigint {
  return BigInt.asUintN(128, balance);
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
