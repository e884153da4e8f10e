import { z } from "zod";
import { hexString } from "../wire/hexString.ts";
import { bidResource, voteResource } from "./bid.ts";
import { caseResource } from "./case.ts";
import { heightDetail, heightSummary } from "./height.ts";
import { l1TransactionResource } from "./l1Transaction.ts";
import {
  accountDetail,
  accountResource,
  messageResource,
  transactionResource,
  withdrawalResource,
} from "./ledger.ts";
import { pageOf, pageQuery, pathNumber } from "./page.ts";
import { poolResource } from "./pool.ts";
import { proposalDetail } from "./proposal.ts";
import { proposerResource } from "./proposer.ts";
import { proverResource, seatResource } from "./prover.ts";
import type { RestTable } from "./RestRoute.ts";
import { indexStatus } from "./statusResource.ts";

const MAX_SEAT = 2_047;
const MAX_ACCOUNT = 2 ** 20 - 1;
const range = { from: pathNumber().optional(), to: pathNumber().optional() };

/** Every resource of the index, by name. Server, clients, commands and docs/api.md follow this table. */
export const trellisRest = {
  status: {
    path: "/v1/status",
    summary: "What this index covers.",
    params: z.object({}),
    result: indexStatus,
  },
  heights: {
    path: "/v1/heights",
    summary: "Final blocks, the newest first.",
    params: z.object(pageQuery),
    result: pageOf(heightSummary),
  },
  height: {
    path: "/v1/heights/{height}",
    summary: "One height: every proposal, why the winner won, who was paid what, who was slashed.",
    params: z.object({ height: pathNumber() }),
    result: heightDetail,
  },
  proposal: {
    path: "/v1/proposals/{id}",
    summary: "One committed proposal, with who proved each node of its tree.",
    params: z.object({ id: hexString(32) }),
    result: proposalDetail,
  },
  bids: {
    path: "/v1/bids",
    summary: "Every bid that L1 or this node has seen, highest height first.",
    params: z.object({ ...pageQuery, height: pathNumber().optional() }),
    result: pageOf(bidResource),
  },
  votes: {
    path: "/v1/votes",
    summary: "Votes for a proposal, as this node saw them, by seat.",
    params: z.object({ ...pageQuery, proposal: hexString(32) }),
    result: pageOf(voteResource),
  },
  provers: {
    path: "/v1/provers",
    summary: "Seats that somebody has held, in order.",
    params: z.object(pageQuery),
    result: pageOf(seatResource),
  },
  prover: {
    path: "/v1/provers/{seat}",
    summary: "One seat: stake, blocks, pay, cases, speed. By default of the last 1,000 heights.",
    params: z.object({ seat: pathNumber(MAX_SEAT), ...range }),
    result: proverResource,
  },
  proposer: {
    path: "/v1/proposers/{address}",
    summary: "One proposer: wins, bids, bonds, rewards. By default of the last 1,000 heights.",
    params: z.object({ address: hexString(20), ...range }),
    result: proposerResource,
  },
  cases: {
    path: "/v1/cases",
    summary: "Cases against seats, the newest first.",
    params: z.object({ ...pageQuery, seat: pathNumber(MAX_SEAT).optional() }),
    result: pageOf(caseResource),
  },
  transactions: {
    path: "/v1/transactions",
    summary: "Users' transactions of final blocks, the newest first; of one account or height if asked.",
    params: z.object({
      ...pageQuery,
      account: pathNumber(MAX_ACCOUNT).optional(),
      height: pathNumber().optional(),
    }),
    result: pageOf(transactionResource),
  },
  transaction: {
    path: "/v1/transactions/{hash}",
    summary: "One transaction of a final block.",
    params: z.object({ hash: hexString(32) }),
    result: transactionResource,
  },
  accounts: {
    path: "/v1/accounts",
    summary: "L2 accounts that L1 has opened, the newest first; of one owner if asked.",
    params: z.object({ ...pageQuery, owner: hexString(20).optional() }),
    result: pageOf(accountResource),
  },
  account: {
    path: "/v1/accounts/{index}",
    summary: "One L2 account, with its balances as of the last final block.",
    params: z.object({ index: pathNumber(MAX_ACCOUNT) }),
    result: accountDetail,
  },
  pool: {
    path: "/v1/pool",
    summary: "The pool after each final block, the newest first.",
    params: z.object(pageQuery),
    result: pageOf(poolResource),
  },
  messages: {
    path: "/v1/messages",
    summary: "Deposits, seeds and forced transactions of the L1 queue, the newest first.",
    params: z.object(pageQuery),
    result: pageOf(messageResource),
  },
  withdrawals: {
    path: "/v1/withdrawals",
    summary: "Withdrawals that were claimed on L1, the newest first.",
    params: z.object(pageQuery),
    result: pageOf(withdrawalResource),
  },
  l1Transactions: {
    path: "/v1/l1-transactions",
    summary:
      "L1 transactions that the contracts took, with their gas, the newest first; of one height if asked.",
    params: z.object({ ...pageQuery, height: pathNumber().optional() }),
    result: pageOf(l1TransactionResource),
  },
} as const satisfies RestTable;

/** The table's type. */
export type TrellisRest = typeof trellisRest;
