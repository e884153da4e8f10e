import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { fromL1 } from "./source.ts";

/** What a seat gets for a block, for one node or as a new seat (R7). */
const seatPay = z.object({
  seat,
  reason: z.enum(["node", "rescue", "newSeat"]),
  /** Null for a new seat. */
  node: count.nullable(),
  /** Wei. */
  amount: decimal,
  /** Who was paid; null while nobody has claimed. */
  paidTo: hexString(20).nullable(),
});

/** Who is paid for a final block, to the wei: `pool.amount` = `pool.paid` + `pool.due` + `pool.neverMinted`. */
export const payResource = z.object({
  source: fromL1,
  /** The winner's bid and what losers lost of their bonds, wei. */
  burned: z.object({ bid: decimal, bonds: decimal, stakes: decimal, total: decimal }),
  /** P8.2 */
  fees: decimal,
  proposer: hexString(20),
  /** P8.3; null until the reward is settled. */
  proposerReward: decimal.nullable(),
  pool: z
    .object({
      amount: decimal,
      /** Claimed so far. */
      paid: decimal,
      /** Not claimed yet. */
      due: decimal,
      /** Rounding, nodes that nobody proved, and the part that rescuers do not get. */
      neverMinted: decimal,
      /** L1 time from which seats can claim. */
      claimsFrom: count,
    })
    .nullable(),
  seats: z.array(seatPay).readonly(),
});

/** Pay as programs use it. */
export type PayResource = z.output<typeof payResource>;
