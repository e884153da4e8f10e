import {
  equalBytes,
  isSigned,
  isWellFormed,
  packTransaction,
  type Transaction,
  toHex,
  transactionBatchFault,
} from "@trellis/protocol";
import type { GossipContext } from "../GossipContext.ts";
import type { ProposalMemory } from "../gate/ProposalMemory.ts";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import type { Environment } from "./Validator.ts";

type TransactionsEnvironment = Environment<
  Pick<GossipContext, "now" | "admissionFault" | "areSigned">,
  Pick<GossipLimits, "transactionPause" | "transactionsPerNewOne">,
  Pick<ProposalMemory<unknown>, "transactions">
>;

interface Entry {
  readonly tx: Transaction;
  /** What makes it this transaction, whatever its signature. */
  readonly key: string;
}

/** What this node finds in a batch now. */
interface Sorted {
  /** Those that its mempool admits, and that were not relayed a moment ago. */
  readonly fresh: readonly Entry[];
  /** Those whose signatures are not known to be right. */
  readonly unchecked: readonly Transaction[];
  /** Why the first of the others is not fresh. */
  readonly reason: string;
}

const UNKNOWN_SENDER = "account_unknown";

/**
 * P10.1, P10.2: transfers, swaps and withdrawals that their senders' accounts can still run. A batch is relayed as a whole, so all of its
 * signatures are checked, also those of transactions that this node does not need: a peer that needs one would blame this node for a bad one.
 */
export async function validateTransactions(
  batch: readonly Transaction[],
  environment: TransactionsEnvironment,
): Promise<Judgement> {
  const { context, limits, memory, heavy, isOwn } = environment;

  // P10.1 [REJECT] users send transfers, swaps and withdrawals. Other kinds come from the proposer or from L1
  if (!batch.every(isSigned)) return reject("kind_not_sent");
  // P10.2 [REJECT] every field fits its packed form, fee and least amount decode, and unused fields are not set
  if (!batch.every(isWellFormed)) return reject("field_out_of_range");
  // [REJECT] some transactions, each once and in their order
  if (transactionBatchFault(batch) !== undefined) return reject("batch_malformed");

  const entries = batch.map((tx) => ({ tx, key: `${toHex(packTransaction(tx))}/${tx.nonce}` }));
  const found = (): Judgement | Sorted => {
    const sorted = sort(entries, environment);
    // P10.1 [WAIT] the senders' accounts exist. Their signatures cannot be checked before
    if (sorted === undefined) return wait(UNKNOWN_SENDER);
    const { fresh, reason } = sorted;
    // [IGNORE] some were not relayed a moment ago, and this node's mempool admits them. Nodes do not relay what their mempools refuse
    if (fresh.length === 0) return ignore(reason);
    // [IGNORE] the batch does not only repeat what is known
    const isMostlyOld = fresh.length * limits.transactionsPerNewOne < batch.length;
    return isMostlyOld && !isOwn ? ignore("too_few_new_transactions") : sorted;
  };
  const early = found();
  if ("result" in early) return early;

  if (!isOwn) {
    // P1.1 [REJECT] Schnorr signatures by the senders' keys
    const fault = await heavy(async () => {
      // [IGNORE] no copy was faster
      const now = found();
      if ("result" in now) return now.result === "wait" ? ignore(now.reason) : now;
      return (await context.areSigned(now.unchecked)) ? undefined : reject("signature_invalid");
    });
    if (fault !== undefined) return fault;
  }
  // P10.1 [IGNORE] the mempool still admits some, and no copy was faster
  const late = found();
  if ("result" in late) return late;
  const at = context.now();
  for (const { tx, key } of late.fresh) memory.transactions.set(key, { at, signature: tx.signature });
  return ACCEPT;
}

/** Undefined if the account of a sender is not known here. */
function sort(
  entries: readonly Entry[],
  { context, limits, memory, isOwn }: TransactionsEnvironment,
): Sorted | undefined {
  const fresh: Entry[] = [];
  const unchecked: Transaction[] = [];
  let reason: string | undefined;
  for (const entry of entries) {
    const { tx, key } = entry;
    const last = memory.transactions.get(key);
    // Another signature does not make another transaction.
    const isRepeated = last !== undefined && context.now() < last.at + limits.transactionPause;
    const isUnchecked = last === undefined || !equalBytes(last.signature, tx.signature);
    // The node's own transactions are in the mempool already, and what was relayed a moment ago was judged then.
    const fault = isOwn || (isRepeated && !isUnchecked) ? undefined : context.admissionFault(tx);
    if (fault === UNKNOWN_SENDER) return undefined;
    const why = isRepeated ? "known" : fault;
    if (why === undefined) fresh.push(entry);
    else reason ??= why;
    if (isUnchecked) unchecked.push(tx);
  }
  return { fresh, unchecked, reason: reason ?? "known" };
}
