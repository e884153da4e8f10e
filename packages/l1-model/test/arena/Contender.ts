import type { ProofSubmission } from "../../src/index.ts";
import type { Block, Work } from "../blockProof.ts";
import type { OwnBlock } from "./Plan.ts";

/** A committed block and what happens to it. */
export interface Contender {
  readonly block: Block;
  /** Undefined for the honest proposer's. */
  readonly own: OwnBlock | undefined;
  /** Node proofs that were shown to all. */
  readonly shown: Map<number, Work>;
  /** Kept proofs, in order. */
  readonly kept: ProofSubmission[];
  /** Nodes that their seat has claimed. */
  readonly claimed: Set<number>;
  /** Nodes that their named seat has proven, shown or not. */
  readonly provenBySeat: Set<number>;
}
