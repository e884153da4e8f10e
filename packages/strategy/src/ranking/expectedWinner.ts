import { rankByScore } from "@trellis/protocol";
import { graceEnd } from "./graceEnd.ts";
import type { KnownBid } from "./KnownBid.ts";
import { keepsPlace } from "./keepsPlace.ts";
import type { ProvingRound } from "./worthProving.ts";

/**
 * P3.4: the bid that is expected to become the head, on which the next height is built. It is the best bid that is proven, or that can
 * be proven and keeps its place ({@link keepsPlace}). Otherwise it is the best of the others. Undefined until a block is executed here.
 * @param bids - of the running round, in order of arrival.
 */
export function expectedWinner<Bid extends KnownBid>(
  bids: readonly Bid[],
  { proofStart, proofWindow }: Pick<ProvingRound, "proofStart" | "proofWindow">,
): Bid | undefined {
  const end = graceEnd(proofStart, proofWindow);
  const executed = rankByScore(bids.filter(({ block }) => block === "executed"));
  return executed.find((bid) => bid.proven || keepsPlace(bid, end)) ?? executed[0];
}
