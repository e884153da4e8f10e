import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { signedDecimal } from "../wire/signedDecimal.ts";
import { caseResource } from "./case.ts";
import { moment } from "./moment.ts";
import { fromGossip, fromL1 } from "./source.ts";

/** What happened to a seat. */
const seatEvent = z.object({
  kind: z.enum([
    "joined",
    "keyRotated",
    "exitRequested",
    "stakeWithdrawn",
    "stakeToppedUp",
    "payoutChanged",
    "paused",
    "resumed",
    "stakeSlashed",
  ]),
  /** Who joined, got the stake or the pay, or paid. */
  account: hexString(20).nullable(),
  /** Wei. */
  amount: decimal.nullable(),
  at: moment,
});

/** A seat as its events leave it. */
const seatNow = {
  source: fromL1,
  seat,
  /** Whether somebody holds it now. */
  isHeld: z.boolean(),
  payout: hexString(20).nullable(),
  joinedAt: moment.nullable(),
  /** Wei at stake now, as far as L1's events tell. */
  stake: decimal,
  isPaused: z.boolean(),
  /** L1 time from which the stake may leave; null if it stays. */
  exitAt: count.nullable(),
};

/** A seat in one row. */
export const seatResource = z.object(seatNow);

/** A seat: what it is, what it did, and what it earned, over a range of heights. */
export const proverResource = z.object({
  ...seatNow,
  /** Heights that the figures below are of. */
  from: count,
  to: count,
  /** Final blocks that committed it, and those of them that show a node which it proved as committed. */
  committedBlocks: count,
  deliveredBlocks: count,
  /** Nodes of final blocks. Whom a transcript names for a node is not on L1, so misses show as blocks. */
  committedNodes: count,
  rescuedNodes: count,
  /** Paid by L1 so far, wei. */
  claimed: decimal,
  /** Could be claimed, wei. */
  due: decimal,
  slashed: decimal,
  /** What it earned and lost. A block counts on the day on which it became final, whether its pay was claimed or not. */
  income: z.object({
    /** Wei in 24 hours at the pace of all these heights, slashes subtracted; null without a final block. */
    perDay: signedDecimal.nullable(),
    /** Days with income or slashes, the newest first; 31 at most. */
    days: z
      .array(
        z.object({
          /** L1 time when the day begins (UTC). */
          day: count,
          /** Final blocks that paid it or cost it stake. */
          blocks: count,
          earned: decimal,
          slashed: decimal,
        }),
      )
      .readonly(),
  }),
  /** From start claim to proof by kind, as this node saw it; null without gossip. */
  speed: z
    .object({
      source: fromGossip,
      kinds: z.array(
        z.object({
          kind: z.enum(["leaf", "merge", "root"]),
          proofs: count,
          medianMs: count,
          /** Null: it saw none. */
          othersMedianMs: count.nullable(),
        }),
      ),
    })
    .nullable(),
  cases: z.array(caseResource).readonly(),
  /** The latest events of the seat, newest first. */
  events: z.array(seatEvent).readonly(),
});

/** A seat as programs use it. */
export type ProverResource = z.output<typeof proverResource>;
