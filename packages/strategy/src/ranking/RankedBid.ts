/** A commitment of a round in L1's ranking (P5.3). */
export interface RankedBid {
  /** Wei. */
  readonly burnBid: bigint;
  /** Seats that its transcript names. */
  readonly committedProvers: number;
  /** Whether L1 accepted a block proof of it. */
  readonly proven: boolean;
  /** Distinct counted provers of that proof; 0 without a proof. */
  readonly provenProvers: number;
  /** By the proven provers if it is proven, else by the committed ones (P7.2). */
  readonly score: bigint;
}
