/** A commitment of a round, with one party's knowledge of its block. */
export interface KnownBid {
  /** Wei. */
  readonly burnBid: bigint;
  /** P5.3: score by the seats that it has committed. */
  readonly provisional: bigint;
  /**
   * What its final score can still become: by the seats that its revealed transcript binds with votes that they have signed. Before the
   * reveal it is the provisional one. A proposer can commit seats that have never voted, but not prove by them.
   */
  readonly reachable: bigint;
  /** R2: score by the committed seats that its best proof on L1 shows; undefined without a proof. At most the reachable one. */
  readonly final: bigint | undefined;
  /** L1 time in seconds at which its order and transcript were revealed here; undefined before that. */
  readonly revealedAt: bigint | undefined;
  /** Whether its block was executed here. "impossible" if it cannot be executed or proven, or does not fit its commitment. */
  readonly block: "unknown" | "executed" | "impossible";
}

/** P5.3: bids by provisional score, the highest first. Among equal ones the earlier comes first. @param bids - in order of arrival. */
export function byProvisional<Bid extends Pick<KnownBid, "provisional">>(bids: readonly Bid[]): Bid[] {
  return bids.toSorted((a, b) =>
    a.provisional === b.provisional ? 0 : a.provisional > b.provisional ? -1 : 1,
  );
}

/** P7.2: the bid that wins if the round ended now: the highest final score; undefined without a proof. @param bids - in order of proofs. */
export function bestProven<Bid extends Pick<KnownBid, "final">>(bids: readonly Bid[]): Bid | undefined {
  let best: Bid | undefined;
  for (const bid of bids) {
    if (bid.final !== undefined && (best?.final === undefined || bid.final > best.final)) best = bid;
  }
  return best;
}
