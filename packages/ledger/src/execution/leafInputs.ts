import { isSigned, NO_SIGNATURE, splitHash, TRANSACTION_KINDS, toBigInt } from "@trellis/protocol";
import type { AccountWitness, LeafExecution } from "./LeafExecution.ts";

/** A 256-bit hash as two field elements, decimal. */
interface HashInput {
  readonly hi: string;
  readonly lo: string;
}

interface AccountWitnessInput {
  readonly account: {
    readonly key_x: string;
    readonly key_y: string;
    readonly nonce: string;
    readonly balance0: string;
    readonly balance1: string;
  };
  readonly path: readonly string[];
}

/** The ledger's part of the leaf circuit's inputs (circuits/README.md); `context` and `prover` are added by the prover. */
export interface LeafInputs {
  readonly node_index: string;
  readonly state_before: string;
  /** The components of the state before the leaf. */
  readonly accounts_root: string;
  readonly reserve0: string;
  readonly reserve1: string;
  readonly messages_before: HashInput;
  readonly transactions: readonly {
    readonly transaction: {
      readonly kind: string;
      readonly asset: string;
      readonly from: string;
      readonly to: string;
      readonly amount: string;
      readonly fee: string;
      readonly nonce: string;
      readonly forced: boolean;
      readonly failed: boolean;
      readonly signature: { readonly s_hi: string; readonly s_lo: string; readonly e: string };
    };
    readonly sender: AccountWitnessInput;
    readonly recipient: AccountWitnessInput;
    readonly recipient_exists: boolean;
  }[];
}

/** Maps an executed leaf to the leaf circuit's ABI. */
export function leafInputs(
  leaf: Pick<
    LeafExecution,
    "index" | "stateBefore" | "accountsBefore" | "reservesBefore" | "messagesBefore" | "witnesses"
  >,
): LeafInputs {
  return {
    node_index: String(leaf.index),
    state_before: String(leaf.stateBefore),
    accounts_root: String(leaf.accountsBefore),
    reserve0: String(leaf.reservesBefore[0]),
    reserve1: String(leaf.reservesBefore[1]),
    messages_before: hashInput(leaf.messagesBefore),
    transactions: leaf.witnesses().map(({ tx, sender, recipient, recipientExists }) => {
      // An unsigned transaction's signature bytes are not part of the block and may not be a field element.
      const signature = isSigned(tx) ? tx.signature : NO_SIGNATURE;
      const { hi, lo } = hashInput(signature.subarray(0, 32));
      return {
        transaction: {
          kind: String(TRANSACTION_KINDS.indexOf(tx.kind)),
          asset: String(tx.asset),
          from: String(tx.from),
          to: String(tx.to),
          amount: String(tx.amount),
          fee: String(tx.fee),
          nonce: String(tx.nonce),
          forced: tx.forced,
          failed: tx.failed,
          signature: { s_hi: hi, s_lo: lo, e: String(toBigInt(signature.subarray(32, 64))) },
        },
        sender: accountInput(sender),
        recipient: accountInput(recipient),
        recipient_exists: recipientExists,
      };
    }),
  };
}

function hashInput(hash: Uint8Array): HashInput {
  const [hi, lo] = splitHash(hash);
  return { hi: String(hi), lo: String(lo) };
}

function accountInput({ account, path }: AccountWitness): AccountWitnessInput {
  return {
    account: {
      key_x: String(account.key.x),
      key_y: String(account.key.y),
      nonce: String(account.nonce),
      balance0: String(account.balances[0]),
      balance1: String(account.balances[1]),
    },
    path: path.map(String),
  };
}
