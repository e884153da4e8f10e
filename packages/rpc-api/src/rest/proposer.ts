import { z } from "zod";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { hexString } from "../wire/hexString.ts";
import { proposalResource } from "./proposal.ts";
import { fromL1 } from "./source.ts";

/** What an address did as a proposer, over a range of heights. */
export const proposerResource = z.object({
  source: fromL1,
  address: hexString(20),
  from: count,
  to: count,
  commitments: count,
  won: count,
  /** Wei: bids of its final blocks. */
  burned: decimal,
  /** Wei that it lost of its bonds and bids. */
  lost: decimal,
  /**
   * Wei: all its bids, and what these blocks were worth to it: its part of the reward if all that they name is proven, and the fees of
   * those that were proven.
   */
  bids: decimal,
  worth: decimal,
  /** Wei: bonds of proposals, of whatever height, that are neither final nor refunded. */
  bondsLocked: decimal,
  /** Provers' part of the reward that it offered, 1/10,000: the least, the mean, the most; null without a commitment. */
  sharesBps: z.object({ least: count, mean: count, most: count }).nullable(),
  /** Wei: its part of the rewards that were settled, and its blocks' fees. */
  rewards: decimal,
  fees: decimal,
  /** Its latest proposals. */
  latest: z.array(proposalResource).readonly(),
});
