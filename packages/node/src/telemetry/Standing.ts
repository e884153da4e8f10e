/** How a node stands: what it owes, owns and waits for. Tokens in wei, L1 times in seconds. */
export interface Standing {
  /** Promises that are not kept yet, by duty. */
  readonly due: Readonly<Record<string, number>>;
  /** Seconds until the running proof window ends; undefined while none runs. */
  readonly windowLeft: number | undefined;
  readonly seats: { readonly owned: number; readonly active: number };
  /** Nodes that the court wants an answer for, and seconds until the first of these answers is late. */
  readonly answers: { readonly due: number; readonly left: number | undefined };
  readonly tokens: {
    /** Proposer's balance on L1. */
    readonly free: bigint;
    /** Bids and bonds of its commitments. */
    readonly escrow: bigint;
    readonly stake: bigint;
    /** Since the deployment: pay of its seats, stake that was taken, bonds that were kept. */
    readonly paid: bigint;
    readonly slashed: bigint;
    readonly bondsLost: bigint;
  };
  /** Since the deployment: own seats named by final blocks, with and without a proof on L1. */
  readonly named: { readonly proven: number; readonly unproven: number };
  /** Proofs under way, and claimed nodes whose proof has not begun. */
  readonly proofs: { readonly running: number; readonly waiting: number };
  /** L1 blocks that providers have told of and the node has not read. */
  readonly l1Lag: number;
}

/** How a node's index stands. */
export interface IndexStanding {
  /** L1 block up to which it has written. */
  readonly l1Block: number;
  /** Views of L1 in a row that could not be written. */
  readonly failures: number;
}
