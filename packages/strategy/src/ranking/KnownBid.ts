import type { RankedBid } from "./RankedBid.ts";

/** A commitment with what one party knows of its block. */
export interface KnownBid extends Pick<RankedBid, "score" | "proven"> {
  /** Whether its committed transcript was gossiped: only then its provers are known to have voted (P5.2). */
  readonly hasTranscript: boolean;
  /** L1 time at which its order was revealed here, in seconds; undefined while it is not (P6.1). */
  readonly revealedAt: bigint | undefined;
  /** Whether its block was executed here, or cannot be: then nobody can prove it. */
  readonly block: "unknown" | "executed" | "impossible";
}
