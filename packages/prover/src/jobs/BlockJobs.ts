import type { ExecutedBlock } from "@trellis/ledger";
import {
  committedBitmapHash,
  type ProverBitmap,
  ROOT_NODE,
  type RollupDomain,
  rollupId,
  type SeatTree,
  type TranscriptTree,
  type TreeNode,
  type Vote,
} from "@trellis/protocol";
import { badWitness } from "../witness/badWitness.ts";
import type {
  LeafJob,
  MergeJob,
  ProvenBlock,
  ProvenChild,
  ProverVoteInput,
  RootJob,
  TranscriptOpening,
} from "./ProvingJob.ts";

/** A revealed block, as its provers know it. */
export type RevealedBlock = {
  readonly domain: RollupDomain;
  /** 32 bytes. */
  readonly proposalId: Uint8Array;
  readonly executed: ExecutedBlock;
  /** R3: the seats of the round's snapshot. */
  readonly seats: SeatTree;
  readonly transcript: TranscriptTree;
  /** Seats of the commitment. */
  readonly committed: ProverBitmap;
  /** Opens the order commitment (P4.1); 32 bytes below the field modulus. */
  readonly secret: Uint8Array;
};

/** The jobs of a block's nodes. Each shows the transcript's entry of its node. */
export class BlockJobs {
  readonly block: ProvenBlock;
  readonly #revealed: RevealedBlock;

  constructor(revealed: RevealedBlock) {
    const { domain, proposalId, executed, seats, transcript, committed } = revealed;
    this.#revealed = revealed;
    this.block = {
      rollupId: rollupId(domain),
      proposalId,
      treeDepth: executed.depth,
      proverSetRoot: seats.root(),
      transcriptRoot: transcript.root(),
      committedHash: committedBitmapHash(committed),
    };
  }

  /**
   * The prover that a vote names: the transcript's vote of a node, or a rescue vote.
   *
   * @throws TRL-PRV-150 if nobody holds the vote's seat.
   */
  proverOf({ seat, signature, depth, index, slot }: Vote): ProverVoteInput {
    const { seats } = this.#revealed;
    const publicKey = seats.key(seat);
    if (publicKey === undefined) throw badWitness("P6.3: seat not in the prover set", { seat });
    return { seat, publicKey, vote: { depth, index, slot }, signature, seatPath: seats.path(seat) };
  }

  /** @param prover - null names nobody. @throws RangeError if the block has no such leaf. */
  leaf(index: number, prover: ProverVoteInput | null): LeafJob {
    const leaf = this.#revealed.executed.leaves[index];
    if (leaf === undefined) throw new RangeError(`the block has no leaf ${index}`);
    const opening = this.#opening({ depth: this.block.treeDepth, index });
    return { kind: "leaf", block: this.block, leaf, prover, opening };
  }

  /** @param node - the merge's own place. */
  merge(node: TreeNode, left: ProvenChild, right: ProvenChild, prover: ProverVoteInput | null): MergeJob {
    return { kind: "merge", left, right, prover, opening: this.#opening(node) };
  }

  root(left: ProvenChild, right: ProvenChild, prover: ProverVoteInput | null): RootJob {
    const { secret, committed } = this.#revealed;
    return { kind: "root", left, right, prover, opening: this.#opening(ROOT_NODE), secret, committed };
  }

  #opening(node: TreeNode): TranscriptOpening {
    const { transcript, committed } = this.#revealed;
    return { entry: transcript.entry(node), path: transcript.path(node), committed };
  }
}
