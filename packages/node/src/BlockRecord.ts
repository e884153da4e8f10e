import type { ExecutedBlock } from "@trellis/ledger";
import {
  type Contribution,
  ContributionTree,
  children,
  contributionsBitmap,
  type NodeProof,
  nodeKey,
  type Proposal,
  type ProverBitmap,
  type Reveal,
  ROOT_NODE,
  type SignedProposal,
  type SignedTranscript,
  sameNode,
  type TranscriptEntry,
  type TreeNode,
  type Vote,
} from "@trellis/protocol";
import type { Hex } from "viem";

/** A node proof that passed its check, with the contributions hash and bitmap of its subtree. */
export interface AcceptedNodeProof {
  readonly message: NodeProof;
  readonly contributionsHash: Uint8Array;
  readonly bitmap: ProverBitmap;
  readonly verdict: "valid" | "deferred";
}

/** Proofs kept of one node: the named prover's and a few others'. */
const MAX_PROOFS_PER_NODE = 4;
/** Votes kept of one proposal; a tree has at most 4,095 nodes and a seat offers a few places. */
const MAX_VOTES = 16_384;
/** Proofs kept until the block they belong to is executed here. */
const MAX_EARLY_PROOFS = 64;

/** Everything this node knows of one proposal: what it was told and what it has worked out. */
export class BlockRecord {
  readonly id: Hex;
  readonly proposal: Proposal;
  /** Absent where the proposal was learned from L1 alone. */
  readonly signed: SignedProposal | undefined;
  transcript: SignedTranscript | undefined;
  reveal: Reveal | undefined;
  execution: ExecutedBlock | undefined;
  /** performance.now() when the block had been executed here. */
  executedAt: number | undefined;
  readonly #votes = new Map<string, Vote>();
  readonly #proofs = new Map<string, AcceptedNodeProof[]>();
  readonly #readyAt = new Map<string, number>();
  #early: NodeProof[] = [];
  #namedFor = new Map<string, TranscriptEntry>();

  constructor(id: Hex, proposal: Proposal, signed?: SignedProposal) {
    this.id = id;
    this.proposal = proposal;
    this.signed = signed;
  }

  /** Votes for this proposal, each once. */
  get votes(): Vote[] {
    return [...this.#votes.values()];
  }

  addVote(vote: Vote): void {
    if (this.#votes.size < MAX_VOTES) this.#votes.set(`${vote.seat}:${nodeKey(vote)}:${vote.slot}`, vote);
  }

  setTranscript(transcript: SignedTranscript): void {
    this.transcript = transcript;
    this.#namedFor = new Map(transcript.entries.map((entry) => [nodeKey(entry.node), entry]));
  }

  /** Forgets a transcript that is not the one that L1 took. */
  clearTranscript(): void {
    this.transcript = undefined;
    this.#namedFor.clear();
  }

  /** Whom the transcript names for a node. */
  namedFor(node: TreeNode): TranscriptEntry | undefined {
    return this.#namedFor.get(nodeKey(node));
  }

  /** Keeps a proof that cannot be judged before the block is executed. */
  addEarly(proof: NodeProof): void {
    if (this.#early.length < MAX_EARLY_PROOFS) this.#early.push(proof);
  }

  /** Takes the early proofs out. */
  takeEarly(): NodeProof[] {
    const early = this.#early;
    this.#early = [];
    return early;
  }

  /** Adds a checked proof; false if there are enough of that node already. */
  addProof(accepted: AcceptedNodeProof): boolean {
    const key = nodeKey(accepted.message.node);
    const known = this.#proofs.get(key) ?? [];
    if (
      known.length >= MAX_PROOFS_PER_NODE ||
      known.some(({ message }) => message.seat === accepted.message.seat)
    ) {
      return false;
    }
    this.#proofs.set(key, [...known, accepted]);
    return true;
  }

  /** Drops a proof that turned out to be bad; its seat's further proofs of the node are not taken. */
  dropProof(bad: AcceptedNodeProof): void {
    const key = nodeKey(bad.message.node);
    this.#proofs.set(
      key,
      (this.#proofs.get(key) ?? []).filter((accepted) => accepted !== bad),
    );
    this.#readyAt.delete(key);
  }

  /** The proof of a node to build on: the named prover's if there is one (it counts as committed), else the first that came. */
  proofOf(node: TreeNode): AcceptedNodeProof | undefined {
    const known = this.#proofs.get(nodeKey(node)) ?? [];
    const named = this.namedFor(node)?.seat;
    return known.find(({ message }) => message.seat === named) ?? known[0];
  }

  /** All proofs kept of a node. */
  proofsOf(node: TreeNode): readonly AcceptedNodeProof[] {
    return this.#proofs.get(nodeKey(node)) ?? [];
  }

  /** The children's proofs that a merge or root builds on; [] for a leaf; undefined while one is missing. */
  inputsOf(node: TreeNode): AcceptedNodeProof[] | undefined {
    if (node.depth === this.proposal.depth) return [];
    const proofs = children(node).map((child) => this.proofOf(child));
    return proofs.every((proof) => proof !== undefined) ? proofs : undefined;
  }

  /** performance.now() since when a node could be proven; undefined while it cannot. Asked regularly. */
  readySince(node: TreeNode): number | undefined {
    if (this.execution === undefined || this.inputsOf(node) === undefined) return undefined;
    const key = nodeKey(node);
    const known = this.#readyAt.get(key) ?? performance.now();
    this.#readyAt.set(key, known);
    return known;
  }

  /** The checked proof of the whole block with these contributions, or the first one if no hash is asked for. */
  blockProof(contributionsHash?: Uint8Array): AcceptedNodeProof | undefined {
    const known = this.proofsOf(ROOT_NODE);
    if (contributionsHash === undefined) return this.proofOf(ROOT_NODE);
    return known.find((accepted) => Buffer.compare(accepted.contributionsHash, contributionsHash) === 0);
  }
}

/**
 * The contributions tree that a node proof claims for its subtree.
 * @throws TRL-PRO-009 if they do not name each node once.
 */
export function contributionTreeOf(proof: NodeProof, treeDepth: number): ContributionTree {
  return new ContributionTree(proof.contributions, proof.node, treeDepth);
}

/** Hash and bitmap of the contributions of a node proof. */
export function contributionsOf(
  proof: NodeProof,
  treeDepth: number,
): Pick<AcceptedNodeProof, "contributionsHash" | "bitmap"> {
  return {
    contributionsHash: contributionTreeOf(proof, treeDepth).root(),
    bitmap: contributionsBitmap(proof.contributions),
  };
}

/** A seat's own contribution to a node. */
export function ownContribution(node: TreeNode, entry: Pick<TranscriptEntry, "seat" | "vote">): Contribution {
  return { node, seat: entry.seat, vote: entry.vote };
}

/** The contribution that a proof's sender claims for the proven node itself. */
export function claimedContribution(proof: NodeProof): Contribution | undefined {
  return proof.contributions.find(({ node }) => sameNode(node, proof.node));
}
