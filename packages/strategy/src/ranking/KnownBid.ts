import type { RankedBid } from "./RankedBid.ts";

/** A commitment, with one party's knowledge of its block. */
export interface KnownBid extends Pick<RankedBid, "score" | "proven"> {
  /** Whether its committed transcript was gossiped. Only then are its provers known to have voted (P5.2). */
  readonly hasTranscript: boolean;
  /** L1 time in seconds at which its order was revealed here; undefined before that (P6.1). */
  readonly revealedAt: bigint | undefined;
  /** Whether its block was executed here. "impossible" if it cannot be executed or proven. */
  readonly block: "unknown" | "executed" | "impossible";
}
