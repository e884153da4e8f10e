import type { KnownBid } from "./KnownBid.ts";

/**
 * P6.2: whether a bid keeps its place in L1's ranking. It does if its committed transcript was gossiped and its order was revealed in
 * time, or still may be. All other bids come after those that keep their place.
 *
 * Without this rule, a bid that is revealed late or names provers who never voted would draw provers away from other bids and leave
 * those too little time.
 * @param end - of the grace for reveals, {@link graceEnd}.
 */
export function keepsPlace({ hasTranscript, revealedAt }: KnownBid, end: bigint): boolean {
  return hasTranscript && (revealedAt === undefined || revealedAt <= end);
}
