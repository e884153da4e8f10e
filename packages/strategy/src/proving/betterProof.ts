/** R2: what decides between two proofs of one node. */
export interface ProvenSubtree {
  /** Distinct active seats that proved a node below as committed. */
  readonly committedProvers: number;
  /** Weight of the nodes that were proven as committed. */
  readonly committedWeight: bigint;
}

/** R2: whether a proof is better than an earlier one, as L1 judges block proofs: more committed provers, then more committed weight. */
export function isBetterProof(one: ProvenSubtree, earlier: ProvenSubtree): boolean {
  if (one.committedProvers !== earlier.committedProvers)
    return one.committedProvers > earlier.committedProvers;
  return one.committedWeight > earlier.committedWeight;
}

/** R2: the proof of a child that a merge takes: the best; of equal ones the first. Undefined if there is none. */
export function bestProof<Proof extends ProvenSubtree>(proofs: readonly Proof[]): Proof | undefined {
  let best: Proof | undefined;
  for (const proof of proofs) if (best === undefined || isBetterProof(proof, best)) best = proof;
  return best;
}
