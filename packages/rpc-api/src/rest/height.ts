import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { caseResource } from "./case.ts";
import { moment } from "./moment.ts";
import { payResource } from "./pay.ts";
import { proposalResource } from "./proposal.ts";
import { fromL1 } from "./source.ts";

/** By how much a winner won. */
const margin = z.object({
  winnerScore: decimal,
  /** The best other proposal of the round on the same parent; null if there was none. */
  runnerUp: hexString(32).nullable(),
  /** Its best proven score, or what it claimed if nothing was proven. */
  runnerUpScore: decimal.nullable(),
  runnerUpIsProven: z.boolean(),
  /** Winner's score over the other's; null without another. */
  ratio: z.number().nullable(),
});

/** A final block in one row. */
export const heightSummary = z.object({
  source: fromL1,
  height: count,
  winner: hexString(32),
  proposer: hexString(20),
  finalAt: moment,
  /** Rounds that the height took. */
  rounds: count,
  /** Commitments of all rounds. */
  commitments: count,
  alpha: z.number(),
  depth: count,
  provenSeats: count,
  committedSeats: count,
  burned: decimal,
  margin,
  /** Users' transactions, no-ops left out. */
  transactions: count,
  fees: decimal,
  /** P8.3; null until the reward is settled. */
  reward: z.object({ proposer: decimal, pool: decimal }).nullable(),
});

/** A final block as programs use it. */
export type HeightSummary = z.output<typeof heightSummary>;

/** A round of a height. */
const roundResource = z.object({
  roundId: count,
  round: count,
  alpha: z.number(),
  start: count,
  commitEnd: count,
  proofStart: count.nullable(),
  proofEnd: count.nullable(),
  outcome: z.enum(["final", "restarted", "abandoned", "open"]),
  /** Number of commitments; `proposals` has the best of them. */
  commitments: count,
  proposals: z.array(proposalResource).readonly(),
});

/** A height in detail: who won and why, who was paid, who was slashed. */
export const heightDetail = z.object({
  source: fromL1,
  height: count,
  state: z.enum(["final", "open"]),
  /** The row of the list; null before it is final. */
  final: heightSummary.nullable(),
  rounds: z.array(roundResource).readonly(),
  /** Who is paid for it; null before it is final. */
  pay: payResource.nullable(),
  cases: z.array(caseResource).readonly(),
});

/** A height as programs use it. */
export type HeightDetail = z.output<typeof heightDetail>;
