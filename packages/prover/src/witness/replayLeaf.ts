import { poseidon2Hash } from "@trellis/field";
import {
  type Account,
  type AccountWitness,
  accountLeaf,
  isAccount,
  MAX_BALANCE,
  MAX_NONCE,
  type TransactionWitness,
  transactionHash,
  verifyTransaction,
  withBalanceChange,
} from "@trellis/ledger";
import {
  ACCOUNT_TREE_DEPTH,
  concatBytes,
  dataHash,
  decodeFee,
  decodeMinimumOut,
  isMessage,
  isSentKind,
  isSigned,
  isWellFormed,
  LEAF_TRANSACTIONS,
  MAX_RESERVE,
  messageOf,
  NO_SIGNATURE,
  type PoolReserves,
  packTransaction,
  rollingHash,
  seeded,
  swap,
  type Transaction,
} from "@trellis/protocol";
import { badWitness } from "./badWitness.ts";

/** A leaf as its circuit sees it: the state before it, and the touched accounts with their paths. */
export type LeafStart = {
  readonly rollupId: bigint;
  readonly stateBefore: bigint;
  /** The components of the state before the leaf. */
  readonly accountsRoot: bigint;
  readonly reserves: PoolReserves;
  readonly messagesBefore: Uint8Array;
  readonly transactions: readonly TransactionWitness[];
};

/** The leaf circuit's results. */
export type LeafEnd = {
  readonly stateAfter: bigint;
  readonly messagesAfter: Uint8Array;
  readonly txsRoot: bigint;
  readonly dataHash: Uint8Array;
  readonly fees: bigint;
};

/** The values passed from one transaction to the next. */
type Chain = {
  readonly accountsRoot: bigint;
  readonly reserves: PoolReserves;
  readonly messages: Uint8Array;
};
type Demand = (holds: boolean, rule: string) => void;

/**
 * P6.3, P10.1: replays a leaf from its witness alone, with the leaf circuit's checks in the same order. Unlike the ledger it has no state
 * to read: like the circuit, it accepts an account only if its path is valid.
 *
 * @throws TRL-PRV-150, which names the rule and the transaction's place.
 */
export function replayLeaf(leaf: LeafStart): LeafEnd {
  const { reserves } = leaf;
  if (leaf.transactions.length !== LEAF_TRANSACTIONS) throw badWitness("P4.1: a leaf has eight transactions");
  if (!reserves.every((reserve) => reserve >= 0n && reserve <= MAX_RESERVE))
    throw badWitness("P10.1: reserve not below 2^112");
  if (stateRoot(leaf.accountsRoot, reserves) !== leaf.stateBefore)
    throw badWitness("P6.4: accounts and reserves are not the state's");
  let chain: Chain = { accountsRoot: leaf.accountsRoot, reserves, messages: leaf.messagesBefore };
  let fees = 0n;
  const hashes: bigint[] = [];
  const packed: Uint8Array[] = [];
  for (const [place, witness] of leaf.transactions.entries()) {
    const { tx } = witness;
    const demand: Demand = (holds, rule) => {
      if (!holds) throw badWitness(rule, { place });
    };
    demand(isUnambiguous(tx), "P10.1: a field of the transaction is out of range");
    demand(
      [witness.sender, witness.recipient].every(isWitness),
      "P10.1: an account or its path is out of range",
    );
    chain = replayTransaction(leaf.rollupId, chain, witness, demand);
    if (!tx.failed) fees += decodeFee(tx.fee);
    hashes.push(transactionHash(leaf.rollupId, tx));
    packed.push(packTransaction(tx));
  }
  let row = hashes;
  while (row.length > 1)
    row = row.flatMap((hash, i) => (i % 2 === 0 ? [poseidon2Hash([hash, row[i + 1]!])] : []));
  return {
    stateAfter: stateRoot(chain.accountsRoot, chain.reserves),
    messagesAfter: chain.messages,
    txsRoot: row[0]!,
    dataHash: dataHash(concatBytes(...packed)),
    fees,
  };
}

function replayTransaction(
  rollupId: bigint,
  before: Chain,
  witness: TransactionWitness,
  demand: Demand,
): Chain {
  const { tx, sender, recipient } = witness;
  const key = tx.kind === "deposit" ? recipient.account.key : undefined;
  const messages = isMessage(tx) ? rollingHash(before.messages, messageOf(tx, key)) : before.messages;
  let { accountsRoot, reserves } = before;
  if (tx.kind === "seed") {
    const after = seeded(reserves, tx.asset, tx.amount);
    demand(after !== undefined, "P10.1: seed makes the reserve too large");
    return { accountsRoot, reserves: after!, messages };
  }
  if (isSentKind(tx.kind)) {
    demand(
      tx.forced || verifyTransaction(rollupId, tx, sender.account.key),
      `P1.1: signature of the ${tx.kind}`,
    );
    demand(tx.forced || tx.nonce === sender.account.nonce, "P10.1: nonce is not the sender's");
    demand(tx.forced || sender.account.nonce < MAX_NONCE, "P10.1: nonce exhausted");
    demand(tx.kind !== "transfer" || witness.recipientExists, "P10.1: recipient does not exist");
    const obstacle = obstacleOf(witness, reserves);
    demand(tx.forced || obstacle === undefined, `P10.1: ${obstacle}`);
    demand(!tx.forced || tx.failed === (obstacle !== undefined), "P10.3: failed is not what executing gives");
    const { account, path } = sender;
    demand(rootOf(accountLeaf(account), tx.from, path) === accountsRoot, "P10.1: sender not in the state");
    if (!tx.failed) {
      let after = debited(tx, account);
      if (tx.kind === "swap") {
        const { out, reserves: swapped } = swap(reserves, tx.asset, tx.amount, 1n)!;
        after = withBalanceChange(after, tx.asset === 0 ? 1 : 0, out);
        reserves = swapped;
      }
      accountsRoot = rootOf(accountLeaf(after), tx.from, path);
    }
  }
  if (tx.kind === "transfer" || tx.kind === "deposit") {
    const { account, path } = recipient;
    const exists = witness.recipientExists;
    // A deposit to an empty place opens the account.
    demand(
      exists || (account.nonce === 0 && account.balances[0] + account.balances[1] === 0n),
      "P10.1: new account is not empty",
    );
    const after = tx.failed ? account : withBalanceChange(account, tx.asset, tx.amount);
    demand(after.balances[tx.asset] <= MAX_BALANCE, `P10.1: balance of asset ${tx.asset} too large`);
    demand(
      rootOf(exists ? accountLeaf(account) : 0n, tx.to, path) === accountsRoot,
      "P10.1: recipient not in the state",
    );
    accountsRoot = rootOf(accountLeaf(after), tx.to, path);
  }
  return { accountsRoot, reserves, messages };
}

/** Why a transfer, swap or withdrawal cannot be executed; undefined if it can. */
function obstacleOf(
  { tx, sender, recipient }: TransactionWitness,
  reserves: PoolReserves,
): string | undefined {
  const { balances } = debited(tx, sender.account);
  if (balances[0] < 0n) return "balance of asset 0 too small";
  if (balances[1] < 0n) return "balance of asset 1 too small";
  if (tx.kind === "withdraw") return tx.amount === 0n ? "withdrawal of nothing" : undefined;
  if (tx.kind === "transfer") {
    // A transfer to itself: the amount leaves the balance before it arrives.
    const fits = tx.from === tx.to || recipient.account.balances[tx.asset] + tx.amount <= MAX_BALANCE;
    return fits ? undefined : `balance of asset ${tx.asset} too large`;
  }
  const result = swap(reserves, tx.asset, tx.amount, decodeMinimumOut(tx.to));
  if (result === undefined) return "the pool cannot swap this";
  return balances[1 - tx.asset]! + result.out <= MAX_BALANCE
    ? undefined
    : "balance of what is bought too large";
}

/** The sender after paying amount and fee; balances may be negative. */
function debited(tx: Transaction, account: Account): Account {
  const paid = withBalanceChange(account, 0, -decodeFee(tx.fee));
  return { ...withBalanceChange(paid, tx.asset, -tx.amount), nonce: account.nonce + (tx.forced ? 0 : 1) };
}

/** P4.1, P8.6, P10.3: every field in its range, unused ones zero. The signature bytes of an unsigned transaction do not matter. */
function isUnambiguous(tx: Transaction): boolean {
  return isWellFormed(isSigned(tx) ? tx : { ...tx, signature: NO_SIGNATURE });
}

function isWitness({ account, path }: AccountWitness): boolean {
  return isAccount(account) && path.length === ACCOUNT_TREE_DEPTH;
}

function stateRoot(accountsRoot: bigint, reserves: PoolReserves): bigint {
  return poseidon2Hash([accountsRoot, ...reserves, 0n, 0n, 0n]);
}

/** Root of the account tree with `leaf` at `index`. */
function rootOf(leaf: bigint, index: number, path: readonly bigint[]): bigint {
  return path.reduce(
    (node, sibling, level) => poseidon2Hash((index >> level) & 1 ? [sibling, node] : [node, sibling]),
    leaf,
  );
}
