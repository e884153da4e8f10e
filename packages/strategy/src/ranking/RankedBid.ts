/** A commitment of a round as L1's ranking shows it (P5.3). */
export interface RankedBid {
  /** Wei. */
  readonly burnBid: bigint;
  /** Seats that its transcript names. */
  readonly committedProvers: number;
  /** Whether L1 took a block proof of it. */
  readonly proven: boolean;
  /** Distinct provers of that proof that were counted; 0 while there is none. */
  readonly provenProvers: number;
  /** By the proven provers where it is proven, else by the committed ones (P7.2). */
  readonly score: bigint;
}
