import type { KnownBid } from "../ranking/KnownBid.ts";

/** A bid whose transcript is known, whose order was revealed at L1 time 100 and whose block was executed, unless told otherwise. */
export function knownBid<Facts extends Partial<KnownBid> & Pick<KnownBid, "score">>(
  facts: Facts,
): KnownBid & Facts {
  return { proven: false, hasTranscript: true, revealedAt: 100n, block: "executed", ...facts };
}
