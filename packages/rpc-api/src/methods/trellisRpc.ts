import { getAccount } from "./getAccount.ts";
import { getBlock } from "./getBlock.ts";
import { getCases } from "./getCases.ts";
import { getMessages } from "./getMessages.ts";
import { getPeers } from "./getPeers.ts";
import { getPendingTransactions } from "./getPendingTransactions.ts";
import { getPool } from "./getPool.ts";
import { getProposals } from "./getProposals.ts";
import { getProvers } from "./getProvers.ts";
import { getTransaction } from "./getTransaction.ts";
import { getTranscript } from "./getTranscript.ts";
import { sendTransaction } from "./sendTransaction.ts";
import { status } from "./status.ts";

/** Every JSON-RPC method of a node, by name. Server, client, commands and docs/rpc.md follow this table. */
export const trellisRpc = {
  trellis_status: status,
  trellis_getAccount: getAccount,
  trellis_sendTransaction: sendTransaction,
  trellis_getPool: getPool,
  trellis_getTransaction: getTransaction,
  trellis_getPendingTransactions: getPendingTransactions,
  trellis_getMessages: getMessages,
  trellis_getProposals: getProposals,
  trellis_getBlock: getBlock,
  trellis_getTranscript: getTranscript,
  trellis_getProvers: getProvers,
  trellis_getCases: getCases,
  trellis_getPeers: getPeers,
} as const;

/** The table's type. */
export type TrellisRpc = typeof trellisRpc;
