import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { moment } from "./moment.ts";
import { fromGossip } from "./source.ts";

/** A bid, committed or not: every one that L1 or this node's gossip has seen. */
export const bidResource = z.object({
  proposalId: hexString(32),
  height: count,
  round: count,
  proposer: hexString(20),
  depth: count,
  burnBid: decimal,
  proverShareBps: count,
  /** Null: it was never committed. */
  l1: moment.nullable(),
  /** When it arrived here, milliseconds since 1970; null: it did not, or this index was rebuilt. */
  gossip: z.object({ source: fromGossip, receivedAtMs: count }).nullable(),
  /** Seats that voted for it so far, and their votes, as this node saw them; null without gossip. */
  votes: z.object({ source: fromGossip, seats: count, votes: count }).nullable(),
});

/** Votes of a seat for a proposal, as this node saw them. */
export const voteResource = z.object({
  source: fromGossip,
  proposalId: hexString(32),
  height: count,
  seat,
  /** Votes of its batch: nodes that it offers to prove. */
  votes: count,
  receivedAtMs: count,
});
