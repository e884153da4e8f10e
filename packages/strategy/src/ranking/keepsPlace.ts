import type { KnownBid } from "./KnownBid.ts";

/**
 * P6.2: whether a bid keeps its place in L1's ranking: its committed transcript was gossiped, and its order was revealed in time or may
 * still be. All other bids come after those that keep their place.
 *
 * Otherwise a bid that is revealed late, or that names provers who never voted, would take the provers from the others and leave them
 * too little time.
 * @param end - of the grace for reveals, {@link graceEnd}.
 */
export function keepsPlace({ hasTranscript, revealedAt }: KnownBid, end: bigint): boolean {
  return hasTranscript && (revealedAt === undefined || revealedAt <= end);
}
