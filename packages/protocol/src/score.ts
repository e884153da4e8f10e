import { SEATS } from "./constants.ts";
import { MAX_BURN_BID } from "./Proposal.ts";
import { TrellisError } from "./TrellisError.ts";

/** Exponent of the number of provers at genesis (P7.2). */
export const GENESIS_ALPHA = 3;

/**
 * P7.2: SCORE = provers^3 · burn^2. Exact for any legal input (2048 provers, burn below 2^96: below 2^225).
 * @param provers - distinct provers, proven (final) or named in the transcript (provisional).
 * @param burnBid - wei, not negative.
 * @throws TRL-PRO-019 for numbers that are no count of provers or no bid.
 */
export function score(provers: number, burnBid: bigint): bigint {
  if (
    !Number.isInteger(provers) ||
    provers < 0 ||
    provers > SEATS ||
    burnBid < 0n ||
    burnBid > MAX_BURN_BID
  ) {
    throw new TrellisError(
      "TRL-PRO-019",
      "only a count of seats and a burn bid of at most 96 bits have a score",
      {
        provers,
        burnBid,
      },
    );
  }
  return BigInt(provers) ** BigInt(GENESIS_ALPHA) * burnBid ** 2n;
}
