import {
  decodeFee,
  decodeMinimumOut,
  fromHex,
  isSentKind,
  TrellisError,
  unpackTransaction,
} from "@trellis/protocol";
import type { AccountStanding, RestResult, TransactionResource, TrellisRest } from "@trellis/rpc-api";
import type { Hex } from "viem";
import type { Store } from "../store/openStore.ts";
import type { Tables } from "../store/Tables.ts";
import { momentOf } from "./loadProposals.ts";
import { keyOf, type Page, type PageParams, pageOf } from "./paging.ts";

type TransactionRow = Tables["l2_transaction"] & { readonly time: number; readonly proposal_id: string };

/** Which transactions are wanted; all without either. */
interface TransactionFilter {
  readonly account?: number | undefined;
  readonly height?: number | undefined;
}

/** Users' transactions of final blocks, the newest first; of one account or height if asked. */
export async function transactions(
  store: Store,
  { cursor, limit, account, height }: PageParams & TransactionFilter,
): Promise<Page<TransactionResource>> {
  const key = keyOf(cursor, "number", "number");
  let query = transactionsIn(store)
    .orderBy("l2_transaction.height", "desc")
    .orderBy("place", "desc")
    .limit(limit + 1);
  if (account !== undefined) {
    query = query.where(({ eb }) => eb.or([eb("sender", "=", account), eb("recipient", "=", account)]));
  }
  if (height !== undefined) query = query.where("l2_transaction.height", "=", height);
  if (key !== undefined) {
    const [at, place] = key;
    query = query.where(({ eb }) =>
      eb.or([
        eb("l2_transaction.height", "<", at),
        eb.and([eb("l2_transaction.height", "=", at), eb("place", "<", place)]),
      ]),
    );
  }
  return pageOf(await query.execute(), limit, resourceOf, ({ height, place }) => [height, place]);
}

/** @throws TRL-IDX-006 if no final block has it. */
export async function transaction(store: Store, hash: Hex): Promise<TransactionResource> {
  const row = await transactionsIn(store)
    .where("l2_transaction.hash", "=", hash)
    .orderBy("l2_transaction.height", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row !== undefined) return resourceOf(row);
  throw new TrellisError(
    "TRL-IDX-006",
    `no final block has the transaction ${hash}; trellis_getTransaction tells whether it waits`,
    { hash },
  );
}

function transactionsIn(store: Store) {
  return store
    .selectFrom("l2_transaction")
    .innerJoin("l1_block", "l1_block.number", "l2_transaction.l1_block")
    .innerJoin("final_block", "final_block.height", "l2_transaction.height")
    .selectAll("l2_transaction")
    .select(["l1_block.time", "final_block.proposal_id"]);
}

function resourceOf(row: TransactionRow): TransactionResource {
  const tx = unpackTransaction(fromHex(row.packed as Hex));
  return {
    source: "l1",
    hash: row.hash as Hex,
    height: row.height,
    proposalId: row.proposal_id as Hex,
    place: row.place,
    // The table has no no-ops.
    kind: tx.kind as Exclude<typeof tx.kind, "noop">,
    asset: tx.asset,
    from: row.sender,
    to: row.recipient,
    amount: tx.amount,
    minimumOut: tx.kind === "swap" ? decodeMinimumOut(tx.to) : null,
    fee: decodeFee(tx.fee),
    nonce: row.nonce,
    forced: tx.forced,
    failed: tx.failed,
    finalAt: momentOf(row),
  };
}

/** What an account has now, as a node's ledger knows it; undefined if it knows none. */
export type LedgerOf = (account: number) => AccountStanding | undefined;

/** @throws TRL-IDX-006 if L1 has opened no such account. */
export async function account(
  store: Store,
  ledgerOf: LedgerOf,
  { index }: { readonly index: number },
): Promise<RestResult<TrellisRest["account"]>> {
  const row = await accountsIn(store).where("account_index", "=", index).executeTakeFirst();
  if (row === undefined) throw new TrellisError("TRL-IDX-006", `there is no account ${index} yet`, { index });
  return { ...accountOf(row), standing: ledgerOf(index) ?? null };
}

/** L2 accounts, the newest first; of one owner if asked. */
export async function accounts(
  store: Store,
  { cursor, limit, owner }: PageParams & { readonly owner?: Hex | undefined },
): Promise<RestResult<TrellisRest["accounts"]>> {
  const key = keyOf(cursor, "number");
  let query = accountsIn(store)
    .orderBy("account_index", "desc")
    .limit(limit + 1);
  if (owner !== undefined) query = query.where("owner", "=", owner);
  if (key !== undefined) query = query.where("account_index", "<", key[0]);
  return pageOf(await query.execute(), limit, accountOf, ({ account_index }) => [account_index]);
}

function accountsIn(store: Store) {
  return store
    .selectFrom("account")
    .innerJoin("l1_block", "l1_block.number", "account.l1_block")
    .selectAll("account")
    .select("l1_block.time");
}

const accountOf = (row: Tables["account"] & { readonly time: number }) => ({
  source: "l1" as const,
  index: row.account_index,
  owner: row.owner as Hex,
  key: { x: BigInt(row.key_x), y: BigInt(row.key_y) },
  openedAt: momentOf(row),
});

/** Messages of the L1 queue, the newest first. */
export async function messages(
  store: Store,
  { cursor, limit }: PageParams,
): Promise<RestResult<TrellisRest["messages"]>> {
  const key = keyOf(cursor, "number");
  let query = store
    .selectFrom("message")
    .innerJoin("l1_block", "l1_block.number", "message.l1_block")
    .selectAll("message")
    .select("l1_block.time")
    .select(({ selectFrom }) =>
      selectFrom("final_block")
        .select(({ fn }) => fn.min("height").as("consumed"))
        .whereRef("final_block.messages_consumed", ">", "message.message_index")
        .as("consumed"),
    )
    .orderBy("message_index", "desc")
    .limit(limit + 1);
  if (key !== undefined) query = query.where("message_index", "<", key[0]);
  const rows = await query.execute();
  const failed = await failedAmong(store, rows);
  return pageOf(
    rows,
    limit,
    (row) => {
      const tx = unpackTransaction(fromHex(row.packed as Hex));
      const forced = isSentKind(tx.kind);
      return {
        source: "l1" as const,
        index: row.message_index,
        // Nobody can queue a no-op.
        kind: tx.kind as Exclude<typeof tx.kind, "noop">,
        asset: tx.asset,
        from: forced ? tx.from : null,
        to: tx.kind === "deposit" || tx.kind === "transfer" ? tx.to : null,
        amount: tx.amount,
        forced,
        queueFee: BigInt(row.fee),
        queuedAt: momentOf(row),
        consumedBy: row.consumed,
        failed: forced && row.consumed !== null ? failed.has(row.message_index) : null,
      };
    },
    ({ message_index }) => [message_index],
  );
}

/** P10.2: those of some neighbouring messages that final blocks have consumed without effect. Blocks take messages in the queue's order. */
async function failedAmong(
  store: Store,
  rows: readonly { readonly message_index: number; readonly consumed: number | null }[],
): Promise<ReadonlySet<number>> {
  const consumed = rows.filter((row) => row.consumed !== null);
  const [last, first] = [consumed[0], consumed.at(-1)];
  if (first === undefined || last === undefined) return new Set();
  const before = await store
    .selectFrom("final_block")
    .select(({ fn }) => fn.max("messages_consumed").as("messages"))
    .where("height", "<", first.consumed!)
    .executeTakeFirst();
  const transactions = await store
    .selectFrom("l2_transaction")
    .select("packed")
    .where("is_signed", "=", 0)
    .where("height", ">=", first.consumed!)
    .where("height", "<=", last.consumed!)
    .orderBy("height")
    .orderBy("place")
    .limit(consumed.length)
    .offset(first.message_index - (before?.messages ?? 0))
    .execute();
  const failed = transactions.flatMap(({ packed }, i) =>
    unpackTransaction(fromHex(packed as Hex)).failed ? [first.message_index + i] : [],
  );
  return new Set(failed);
}

/** P10.1: withdrawals that were claimed on L1, the newest first. */
export async function withdrawals(
  store: Store,
  { cursor, limit }: PageParams,
): Promise<RestResult<TrellisRest["withdrawals"]>> {
  const key = keyOf(cursor, "number", "number");
  let query = store
    .selectFrom("withdrawal")
    .innerJoin("l1_block", "l1_block.number", "withdrawal.l1_block")
    .selectAll("withdrawal")
    .select("l1_block.time")
    .orderBy("withdrawal.l1_block", "desc")
    .orderBy("log_index", "desc")
    .limit(limit + 1);
  if (key !== undefined) {
    const [block, log] = key;
    query = query.where(({ eb }) =>
      eb.or([
        eb("withdrawal.l1_block", "<", block),
        eb.and([eb("withdrawal.l1_block", "=", block), eb("log_index", "<", log)]),
      ]),
    );
  }
  return pageOf(
    await query.execute(),
    limit,
    (row) => ({
      source: "l1" as const,
      proposalId: row.proposal_id as Hex,
      place: row.place,
      owner: row.owner as Hex,
      asset: row.asset === 0 ? (0 as const) : (1 as const),
      amount: BigInt(row.amount),
      claimedAt: momentOf(row),
    }),
    ({ l1_block, log_index }) => [l1_block, log_index],
  );
}
