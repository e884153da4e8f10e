import type { RestHandlers, TrellisRest } from "@trellis/rpc-api";
import { readDeployment } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import { bids, votes } from "./bids.ts";
import { cases } from "./cases.ts";
import { height, heights } from "./heights.ts";
import { l1Transactions } from "./l1Transactions.ts";
import {
  account,
  accounts,
  type LedgerOf,
  messages,
  transaction,
  transactions,
  withdrawals,
} from "./ledger.ts";
import { pool } from "./pool.ts";
import { proposal } from "./proposal.ts";
import { proposer } from "./proposer.ts";
import { prover, provers } from "./seats/prover.ts";
import { status } from "./status.ts";

/** Answers about the past: what the API serves, and what commands show. */
export type History = RestHandlers<TrellisRest>;

/**
 * Answers out of an index.
 * @param ledgerOf - the ledger of the node that keeps the index; without one, accounts have no balances.
 * Every method throws TRL-IDX-004 before the first reading of L1, TRL-IDX-005 for parameters, TRL-IDX-006 for what is not there.
 */
export function historyOf(store: Store, ledgerOf: LedgerOf = () => undefined): History {
  return {
    status: async () => status(store, await readDeployment(store)),
    heights: (params) => heights(store, params),
    height: async (params) => height(store, await readDeployment(store), params.height),
    proposal: async ({ id }) => proposal(store, await readDeployment(store), id),
    bids: (params) => bids(store, params),
    votes: (params) => votes(store, params),
    provers: async (params) => provers(store, await readDeployment(store), params),
    prover: async (params) => prover(store, await readDeployment(store), params),
    proposer: async (params) => proposer(store, await readDeployment(store), params),
    cases: (params) => cases(store, params),
    transactions: (params) => transactions(store, params),
    transaction: ({ hash }) => transaction(store, hash),
    accounts: (params) => accounts(store, params),
    account: (params) => account(store, ledgerOf, params),
    pool: (params) => pool(store, params),
    messages: (params) => messages(store, params),
    withdrawals: (params) => withdrawals(store, params),
    l1Transactions: (params) => l1Transactions(store, params),
  };
}
