import {
  type Account,
  type AccountWitness,
  accountLeaf,
  isAccount,
  isWellFormed,
  MAX_BALANCE,
  MAX_NONCE,
  poseidon2Hash,
  type TransactionWitness,
  transactionHash,
  verifyTransaction,
} from "@trellis/ledger";
import {
  ACCOUNT_TREE_DEPTH,
  concatBytes,
  dataHash,
  decodeFee,
  LEAF_TRANSACTIONS,
  messageOf,
  packTransaction,
  rollingHash,
} from "@trellis/protocol";
import { badWitness } from "./badWitness.ts";

/** A leaf as its circuit sees it: where it starts, and the touched accounts with their paths. */
export type LeafStart = {
  readonly rollupId: bigint;
  readonly stateBefore: bigint;
  readonly messagesBefore: Uint8Array;
  readonly transactions: readonly TransactionWitness[];
};

/** What the leaf circuit makes of them. */
export type LeafEnd = {
  readonly stateAfter: bigint;
  readonly messagesAfter: Uint8Array;
  readonly txsRoot: bigint;
  readonly dataHash: Uint8Array;
  readonly fees: bigint;
};

/**
 * P6.3, P10.1: replays a leaf from its witness alone, with the leaf circuit's checks in its order. Unlike the ledger it has no state to
 * look into: like the circuit it believes an account only for its path.
 *
 * @throws TRL-PRV-150 naming the rule and the transaction's place.
 */
export function replayLeaf(leaf: LeafStart): LeafEnd {
  if (leaf.transactions.length !== LEAF_TRANSACTIONS) throw badWitness("P4.1: a leaf has eight transactions");
  let state = leaf.stateBefore;
  let messages = leaf.messagesBefore;
  let fees = 0n;
  const hashes: bigint[] = [];
  const packed: Uint8Array[] = [];
  for (const [place, witness] of leaf.transactions.entries()) {
    const { tx, sender, recipient, recipientExists } = witness;
    const demand = (holds: boolean, rule: string): void => {
      if (!holds) throw badWitness(rule, { place });
    };
    demand(isWellFormed(tx) && isUnambiguous(witness), "P10.1: a field of the transaction is out of range");
    demand([sender, recipient].every(isWitness), "P10.1: an account or its path is out of range");
    const fee = decodeFee(tx.fee);

    if (tx.kind === "transfer") {
      const { account, path } = sender;
      demand(verifyTransaction(leaf.rollupId, tx, account.key), "P1.1: signature of the transfer");
      demand(tx.nonce === account.nonce, "P10.1: nonce is not the sender's");
      demand(account.nonce < MAX_NONCE, "P10.1: nonce exhausted");
      const debit: [bigint, bigint] = tx.asset === 0 ? [tx.amount + fee, 0n] : [fee, tx.amount];
      demand(debit[0] <= account.balances[0], "P10.1: balance of asset 0 too small");
      demand(debit[1] <= account.balances[1], "P10.1: balance of asset 1 too small");
      demand(rootOf(accountLeaf(account), tx.from, path) === state, "P10.1: sender not in the state");
      const after: Account = {
        ...account,
        nonce: account.nonce + 1,
        balances: [account.balances[0] - debit[0], account.balances[1] - debit[1]],
      };
      state = rootOf(accountLeaf(after), tx.from, path);
      demand(recipientExists, "P10.1: recipient does not exist");
    }
    if (tx.kind !== "noop") {
      const { account, path } = recipient;
      const { key, nonce, balances } = account;
      // A deposit to an empty place opens the account.
      demand(
        recipientExists || (nonce === 0 && balances[0] + balances[1] === 0n),
        "P10.1: new account is not empty",
      );
      const after: Account = {
        ...account,
        balances:
          tx.asset === 0 ? [balances[0] + tx.amount, balances[1]] : [balances[0], balances[1] + tx.amount],
      };
      demand(after.balances[tx.asset] <= MAX_BALANCE, `P10.1: balance of asset ${tx.asset} too large`);
      const leafBefore = recipientExists ? accountLeaf(account) : 0n;
      demand(rootOf(leafBefore, tx.to, path) === state, "P10.1: recipient not in the state");
      state = rootOf(accountLeaf(after), tx.to, path);
      if (tx.kind === "deposit") {
        // P8.6: a deposit is the next message of the queue.
        messages = rollingHash(messages, messageOf(tx, key));
      }
    }
    fees += fee;
    hashes.push(transactionHash(leaf.rollupId, tx));
    packed.push(packTransaction(tx));
  }
  let row = hashes;
  while (row.length > 1)
    row = row.flatMap((hash, i) => (i % 2 === 0 ? [poseidon2Hash([hash, row[i + 1]!])] : []));
  return {
    stateAfter: state,
    messagesAfter: messages,
    txsRoot: row[0]!,
    dataHash: dataHash(concatBytes(...packed)),
    fees,
  };
}

/** P4.1, P8.6: unused fields are zero. */
function isUnambiguous({ tx }: TransactionWitness): boolean {
  if (tx.kind === "transfer") return true;
  const isUnsent = tx.from === 0 && tx.fee === 0 && tx.nonce === 0;
  return isUnsent && (tx.kind === "deposit" || (tx.asset === 0 && tx.to === 0 && tx.amount === 0n));
}

function isWitness({ account, path }: AccountWitness): boolean {
  return isAccount(account) && path.length === ACCOUNT_TREE_DEPTH;
}

/** Root of the account tree with `leaf` at `index`. */
function rootOf(leaf: bigint, index: number, path: readonly bigint[]): bigint {
  return path.reduce(
    (node, sibling, level) => poseidon2Hash((index >> level) & 1 ? [sibling, node] : [node, sibling]),
    leaf,
  );
}
