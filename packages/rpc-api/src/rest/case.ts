import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { moment } from "./moment.ts";
import { fromL1 } from "./source.ts";

/** R8: a case against a seat for nodes of a final block. */
export const caseResource = z.object({
  source: fromL1,
  proposalId: hexString(32),
  height: count,
  seat,
  state: z.enum(["open", "settled"]),
  reports: z
    .array(z.object({ reporter: hexString(20), nodes: z.array(count).readonly(), at: moment }))
    .readonly(),
  /** Answers: nodes that the seat proved after all. */
  cleared: z.array(z.object({ node: count, at: moment })).readonly(),
  /** Reported nodes without an answer. */
  open: z.array(count).readonly(),
  /** L1 time until which nodes may be answered. */
  answerBy: count,
  /** What was taken of the stake, wei, and the part that went to the reporter; the rest was burned. Null before it is settled. */
  settled: z
    .object({
      taken: decimal,
      bounty: decimal,
      burned: decimal,
      reporter: hexString(20),
      level: count,
      at: moment,
    })
    .nullable(),
});

/** A case as programs use it. */
export type CaseResource = z.output<typeof caseResource>;
