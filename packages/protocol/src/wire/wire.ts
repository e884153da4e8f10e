import { MAX_BURN_BID, type SignedProposal } from "../auction/Proposal.ts";
import type { Transaction } from "../transactions/Transaction.ts";
import { sszCodec } from "./Codec.ts";
import { transactionFromWire, transactionToWire } from "./orderWire.ts";
import { proposalType, transactionBatchType, transactionType } from "./sszTypes.ts";
import { transactionBatchFault } from "./transactionBatch.ts";

/** A transaction as users send it; transactions and proposals as gossip messages, by their topic's name. */
export const WIRE = {
  transaction: sszCodec("transaction", transactionType, transactionToWire, transactionFromWire),
  transactions: sszCodec(
    "batch of transactions",
    transactionBatchType,
    (batch: readonly Transaction[]) => batch.map(transactionToWire),
    (wire): readonly Transaction[] => {
      const batch = wire.map(transactionFromWire);
      const fault = transactionBatchFault(batch);
      if (fault !== undefined) throw new Error(fault);
      return batch;
    },
  ),
  proposal: sszCodec(
    "proposal",
    proposalType,
    ({ proposal, signature }: SignedProposal) => ({ ...proposal, signature }),
    ({ signature, ...proposal }): SignedProposal => {
      if (proposal.burnBid > MAX_BURN_BID) throw new Error("the burn bid exceeds 96 bits");
      return { proposal, signature };
    },
  ),
} as const;

/** Name of one of these messages. */
export type WireName = keyof typeof WIRE;
