import { MAX_BURN_BID, type SignedProposal } from "../auction/Proposal.ts";
import { sszCodec } from "./Codec.ts";
import { transactionFromWire, transactionToWire } from "./orderWire.ts";
import { proposalType, transactionType } from "./sszTypes.ts";

/** Transactions and proposals as gossip messages, by their topic's name. */
export const WIRE = {
  transaction: sszCodec("transaction", transactionType, transactionToWire, transactionFromWire),
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

/** Name of one of these topics. */
export type TopicName = keyof typeof WIRE;
