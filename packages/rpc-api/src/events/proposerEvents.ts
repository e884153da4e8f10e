import { z } from "zod";
import { asset } from "../wire/asset.ts";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { signedDecimal } from "../wire/signedDecimal.ts";
import { treeNode } from "../wire/treeNode.ts";

/** This node has made a proposal. Amounts in wei. */
const proposed = z.object({
  event: z.literal("proposed"),
  proposalId: hexString(32),
  height: decimal,
  round: count,
  depth: count,
  transactions: count,
  burnBid: decimal,
  proverShareBps: count,
  proposer: hexString(20),
  /** Name of the strategy that built it. */
  strategy: z.string(),
  /** What the proposer keeps if it wins and all named provers prove: fees, own swaps, its part of the reward, less the bid. */
  expectedProfit: signedDecimal,
  fees: decimal,
  /** What its own swaps gain at the reference price. */
  backrun: signedDecimal,
  swaps: z.array(z.object({ asset, amount: decimal, out: decimal, profit: signedDecimal })).readonly(),
});

/** This node has assembled its transcript. */
const transcript = z.object({
  event: z.literal("transcript"),
  proposalId: hexString(32),
  depth: count,
  /** The named seat of each node. */
  entries: z.array(z.object({ ...treeNode.shape, seat })).readonly(),
  /** Distinct seats. */
  provers: count,
});

/** This node has revealed its order of transactions. */
const revealed = z.object({
  event: z.literal("revealed"),
  proposalId: hexString(32),
  transactions: count,
  depth: count,
});

/** R8: whether the seats that a final block bound claimed or proved their nodes. */
const seatsJudged = z.object({
  event: z.literal("seats_judged"),
  height: decimal,
  kept: count,
  missed: count,
  /** Seats of which something is known. */
  known: count,
});

/** What a proposer tells. */
export const proposerEvents = [proposed, transcript, revealed, seatsJudged] as const;
