import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { caseResource } from "./case.ts";
import { moment } from "./moment.ts";
import { fromGossip, fromL1 } from "./source.ts";

/** A block proof that L1 kept (R2). */
const keptProof = z.object({
  kept: count,
  /** Distinct committed seats that it shows. */
  seats: count,
  score: decimal,
  isBest: z.boolean(),
  at: moment,
});

/** A committed proposal. */
export const proposalResource = z.object({
  source: fromL1,
  proposalId: hexString(32),
  height: count,
  round: count,
  roundId: count,
  parent: hexString(32),
  proposer: hexString(20),
  depth: count,
  /** Provers' part of the reward, 1/10,000. */
  proverShareBps: count,
  /** Wei. */
  burnBid: decimal,
  /** R9: what it can lose beside the bid, wei. */
  bond: decimal,
  /** α of its round. */
  alpha: z.number(),
  /** What it claimed: seats of its bitmap, and the provisional score of these. */
  committed: z.object({ seats: count, score: decimal, at: moment }),
  /** What the best kept proof shows; null if nothing was proven. */
  proven: z
    .object({ seats: count, score: decimal, at: moment, fees: decimal, transactions: count })
    .nullable(),
  proofs: z.array(keptProof).readonly(),
  /** `final`: it won. `lost`: another block of its round won. `void`: its round ended without a block. `open`: not decided yet. */
  outcome: z.enum(["final", "lost", "void", "open"]),
  /**
   * What it is worth to its proposer if all that it names is proven: the proposer's part of the reward, and the block's fees once they
   * are known. What it earned beside the protocol is not known to L1.
   */
  value: z.object({ reward: decimal, fees: decimal.nullable() }),
  /** What the loser of a decided round would have needed against the winner: more bid, or more seats; null where nothing legal would do. */
  needed: z.object({ burnBid: decimal.nullable(), seats: count.nullable() }).nullable(),
  /** R9: what came back, and what was burned of its bond (and, in a restart, of the bid). */
  refund: z.object({ amount: decimal, lost: decimal, at: moment }).nullable(),
});

/** A committed proposal as programs use it. */
export type ProposalResource = z.output<typeof proposalResource>;

/** A node of a block's proof tree, and who proved it. */
export const nodeResource = z.object({
  number: count,
  kind: z.enum(["leaf", "merge", "root"]),
  /** Undefined on L1 until a kept proof shows it. */
  l1: z
    .object({
      seat,
      /** Whether by its committed vote; otherwise the seat stepped in for another. */
      isCommitted: z.boolean(),
      /** The first kept proof that shows it so. */
      kept: count,
      at: moment,
    })
    .nullable(),
  /** What this node of the network saw, in milliseconds since 1970; null without gossip. */
  gossip: z
    .object({
      source: fromGossip,
      /** First proof that arrived for it. */
      provenBy: seat.nullable(),
      provenAtMs: count.nullable(),
      claimedBy: seat.nullable(),
      claimedAtMs: count.nullable(),
      /** From the seat's start claim to its proof, milliseconds. */
      tookMs: count.nullable(),
    })
    .nullable(),
});

/** A node as programs use it. */
export type NodeResource = z.output<typeof nodeResource>;

/** A proposal in detail. */
export const proposalDetail = proposalResource.extend({
  nodes: z.array(nodeResource).readonly(),
  /** Seats of the bitmap (L1). */
  committedSeats: z.array(seat).readonly(),
  /** Seats that voted for it, as this node saw it; null without gossip. */
  votes: z.object({ source: fromGossip, seats: count, votes: count }).nullable(),
  cases: z.array(caseResource).readonly(),
});
