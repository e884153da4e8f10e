import type { ExecutedBlock } from "@trellis/ledger";
import {
  encodeTranscriptEntry,
  nodeNumber,
  ProverBitmap,
  RESCUE_SLOT,
  ROOT_NODE,
  SeatTree,
  sha256,
  subtree,
  TranscriptTree,
  type TreeNode,
  type VoteScope,
} from "@trellis/protocol";
import { publicKeyOf, signVote } from "@trellis/protocol/keys";
import { BlockJobs } from "../src/jobs/BlockJobs.ts";
import type { LeafJob, MergeJob, ProvenChild, ProverVoteInput, RootJob } from "../src/jobs/ProvingJob.ts";
import { RULES, type Rules } from "../src/jobs/rules.ts";
import { BlockFixture, type BlockFixtureInit, DOMAIN, SEAT_KEYS } from "./BlockFixture.ts";
import type { TestWorld } from "./compliance.ts";

export type ProvenBlockFixtureInit = BlockFixtureInit & {
  /** Nodes that the transcript names nobody for. */
  readonly vacant?: readonly TreeNode[];
};

const seats = new SeatTree();
for (const [seat, key] of SEAT_KEYS.entries()) seats.set(seat, publicKeyOf(key));

/** The seat that the transcript names for a node: node number s belongs to seat s, of eight. */
export const seatOf = (node: TreeNode): number => nodeNumber(node) % SEAT_KEYS.length;

/** A block of every kind of transaction, with a transcript that names seat s for node number s; all are committed. */
export class ProvenBlockFixture {
  /** The execution, the proposal and its secret. */
  readonly first: BlockFixture;
  readonly jobs: BlockJobs;
  readonly transcript = new TranscriptTree();
  readonly committed = ProverBitmap.of(SEAT_KEYS.map((_, seat) => seat));

  constructor({ vacant = [], ...init }: ProvenBlockFixtureInit) {
    this.first = new BlockFixture(init);
    const isVacant = (node: TreeNode): boolean =>
      vacant.some(({ depth, index }) => depth === node.depth && index === node.index);
    for (const node of subtree(ROOT_NODE, init.depth)) {
      if (isVacant(node)) continue;
      this.transcript.set(node, encodeTranscriptEntry({ seat: seatOf(node), vote: this.#vote(node) }));
    }
    this.jobs = new BlockJobs({
      domain: DOMAIN,
      proposalId: this.first.proposalId,
      executed: this.first.executed,
      seats,
      transcript: this.transcript,
      committed: this.committed,
      secret: this.first.secret,
    });
  }

  /** A whole-tree vote whose slot is the node's number, so that no two entries are alike. */
  #vote(node: TreeNode): VoteScope {
    return { ...ROOT_NODE, slot: nodeNumber(node) };
  }

  /** A signed vote of a seat. */
  vote(seat: number, vote: VoteScope, proposalId = this.first.proposalId): ProverVoteInput {
    return this.jobs.proverOf(signVote(DOMAIN, { proposalId, seat, ...vote }, SEAT_KEYS[seat]!));
  }

  /** The named seat's vote for a node. */
  named(node: TreeNode): ProverVoteInput {
    return this.vote(seatOf(node), this.#vote(node));
  }

  /** A rescue vote for a node. */
  rescue(node: TreeNode, seat: number): ProverVoteInput {
    return this.vote(seat, { ...node, slot: RESCUE_SLOT });
  }

  leaf(index: number, prover: ProverVoteInput | null = this.named(this.#leafAt(index))): LeafJob {
    return this.jobs.leaf(index, prover);
  }

  /** Leaf 0, with a vote of its prover for another proposal. */
  strangerLeaf(): LeafJob {
    const { seat, vote } = this.named(this.#leafAt(0));
    return this.leaf(0, this.vote(seat, vote, sha256(this.first.proposalId)));
  }

  get orderCommitment(): bigint {
    return this.first.orderCommitment;
  }

  get executed(): ExecutedBlock {
    return this.first.executed;
  }

  merge(
    node: TreeNode,
    left: ProvenChild,
    right: ProvenChild,
    prover: ProverVoteInput | null = this.named(node),
  ): MergeJob {
    return this.jobs.merge(node, left, right, prover);
  }

  root(
    left: ProvenChild,
    right: ProvenChild,
    prover: ProverVoteInput | null = this.named(ROOT_NODE),
  ): RootJob {
    return this.jobs.root(left, right, prover);
  }

  #leafAt(index: number): TreeNode {
    return { depth: this.jobs.block.treeDepth, index };
  }
}

/** The rules for the suite of proof systems. */
export const FIXTURE_WORLD: TestWorld<Rules> = {
  rules: RULES,
  block: (depth) => new ProvenBlockFixture({ depth }),
  changes: [
    { transactionsHash: new Uint8Array(32) },
    { seatWordsHash: new Uint8Array(32) },
    { proverSetRoot: 1n },
    { transcriptRoot: 1n },
    { committedHash: 1n },
    { statesRoot: 1n },
    { tally: 0n },
    { provers: ProverBitmap.EMPTY },
  ],
};
