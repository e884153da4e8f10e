import { z } from "zod";
import { head, l1Reread } from "../events/chainEvents.ts";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { treeNode } from "../wire/treeNode.ts";

const proposalId = hexString(32);
const seatAtNode = z.object({ proposalId, ...treeNode.shape, seat });

/**
 * What a client can subscribe to, by topic: the schema of its news. Except for problems, all of it is public: L1's word, or messages that
 * this node has sent or accepted. Input: JSON. Output: values for programs.
 */
export const trellisTopics = {
  /** Blocks that are final, and reorganisations that undo some. */
  heads: z.discriminatedUnion("event", [head, l1Reread]),
  /** Signed proposals. Amounts in wei. */
  proposals: z.object({
    proposalId,
    height: decimal,
    round: count,
    depth: count,
    proposer: hexString(20),
    burnBid: decimal,
    proverShareBps: count,
  }),
  /** A seat offers to prove so many places of a proposal's tree. */
  votes: z.object({ proposalId, seat, votes: count }),
  /** R2: a proposal's order of transactions is public. */
  reveals: z.object({ proposalId, transactions: count }),
  /** R8: a seat claims a node, and answers for it. */
  claims: seatAtNode,
  /** A seat has proven a node. */
  proofs: seatAtNode,
  /** Something failed on this node. Its log has the message, which may name what only the operator should know. */
  problems: z.object({ code: z.string(), duty: z.string().optional(), late: z.boolean().optional() }),
} as const;

export type TrellisTopics = typeof trellisTopics;
/** Name of a topic. */
export type NewsTopic = keyof TrellisTopics;
/** News of a topic, its numbers as programs use them. */
export type NewsOf<Topic extends NewsTopic> = z.output<TrellisTopics[Topic]>;

/** All topics. */
export const newsTopics = Object.keys(trellisTopics) as [NewsTopic, ...NewsTopic[]];
