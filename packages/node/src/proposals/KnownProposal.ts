import { DEFAULT_LIMITS } from "@trellis/gossip";
import type { ExecutedBlock } from "@trellis/ledger";
import {
  BoundedMap,
  children,
  type NodeProof,
  nodeKey,
  type Proposal,
  type Reveal,
  type SignedTranscript,
  type TranscriptEntry,
  type TreeNode,
  toHex,
  type Vote,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { EarlyProofs } from "./EarlyProofs.ts";
import { type AcceptedNodeProof, NodeProofs } from "./NodeProofs.ts";
import { VoteBox } from "./VoteBox.ts";

/** Everything this node knows of one proposal: what it was told and what it has worked out. */
export class KnownProposal {
  readonly id: Hex;
  readonly proposal: Proposal;
  /** Whether it never makes room for others: L1 has taken it, or it is this node's own. */
  isPinned = false;
  execution: ExecutedBlock | undefined;
  /** Number of L1 messages known when it could not be executed; when more are known it is tried again. */
  failedAt: number | undefined;
  /** Whether it can be executed but not proven: a fault of its proposer's. */
  isUnprovable = false;
  readonly #early = new EarlyProofs();
  readonly #votes = new VoteBox();
  readonly #proofs = new NodeProofs();
  readonly #readyAt = new Map<string, number>();
  readonly #transcripts = new BoundedMap<Hex, SignedTranscript>(DEFAULT_LIMITS.transcriptsPerProposal);
  #committedRoot: Hex | undefined;
  #namedFor = new Map<string, TranscriptEntry>();
  #opened: { readonly reveal: Reveal; readonly at: bigint } | undefined;

  constructor(id: Hex, proposal: Proposal) {
    this.id = id;
    this.proposal = proposal;
  }

  /** Votes for this proposal, each once. */
  get votes(): Vote[] {
    return this.#votes.all();
  }

  /** Number of {@link votes}. */
  get voteCount(): number {
    return this.#votes.size;
  }

  addVote(vote: Vote): void {
    this.#votes.add(vote);
  }

  /** P5.2: the transcript that L1 took, undefined while it is not here; before L1 has taken one, the latest. */
  get transcript(): SignedTranscript | undefined {
    return this.#committedRoot === undefined
      ? [...this.#transcripts.values()].at(-1)
      : this.#transcripts.get(this.#committedRoot);
  }

  /** Takes a transcript, unless L1 has taken another. */
  addTranscript(transcript: SignedTranscript): void {
    const root = toHex(transcript.transcriptRoot);
    if (this.#committedRoot !== undefined && this.#committedRoot !== root) return;
    this.#transcripts.setNewest(root, transcript);
    this.#indexTranscript();
  }

  /** P5.3: L1 has taken the transcript with this root; no other matters any more. */
  setCommitted(transcriptRoot: Hex): void {
    this.isPinned = true;
    this.#committedRoot = transcriptRoot;
    for (const root of this.#transcripts.keys()) {
      if (root !== transcriptRoot) this.#transcripts.delete(root);
    }
    this.#indexTranscript();
  }

  /** Whom the transcript names for a node. */
  namedFor(node: TreeNode): TranscriptEntry | undefined {
    return this.#namedFor.get(nodeKey(node));
  }

  /** P6.1: the opened order. */
  get reveal(): Reveal | undefined {
    return this.#opened?.reveal;
  }

  /** L1 time at which the order was opened here. */
  get revealedAt(): bigint | undefined {
    return this.#opened?.at;
  }

  /** Takes the opened order, once. */
  takeReveal(reveal: Reveal, at: bigint): void {
    this.#opened ??= { reveal, at };
  }

  /** Whether it was opened, but turned out not to be a block. */
  get isBad(): boolean {
    return this.isUnprovable || (this.execution === undefined && this.failedAt !== undefined);
  }

  /** Adds a checked proof; false if there are enough of that node already. */
  addProof(accepted: AcceptedNodeProof): boolean {
    return this.#proofs.add(accepted, this.namedFor(accepted.message.node)?.seat);
  }

  /** Drops a proof that turned out to be bad; that seat's further proofs of the node are not taken. */
  dropProof(bad: AcceptedNodeProof): void {
    this.#proofs.drop(bad);
  }

  /** Takes this seat's proofs of the node for missing. */
  exclude(node: TreeNode, seat: number): void {
    this.#proofs.exclude(node, seat);
  }

  /** Whether this seat's proof of the node turned out to be bad. */
  isDropped(node: TreeNode, seat: number): boolean {
    return this.#proofs.isDropped(node, seat);
  }

  /** The proof of a node to build on: the named prover's if there is one (it counts as committed), else a sure one, else the first. */
  proofOf(node: TreeNode): AcceptedNodeProof | undefined {
    const known = this.#proofs.of(node);
    const named = this.namedFor(node)?.seat;
    return (
      known.find(({ message }) => message.seat === named) ??
      known.find(({ verdict }) => verdict === "valid") ??
      known[0]
    );
  }

  /** All proofs kept of a node. */
  proofsOf(node: TreeNode): readonly AcceptedNodeProof[] {
    return this.#proofs.of(node);
  }

  /** The children's proofs that a merge or root builds on; [] for a leaf; undefined while one is missing. */
  inputsOf(node: TreeNode): AcceptedNodeProof[] | undefined {
    if (node.depth === this.proposal.depth) return [];
    const proofs = children(node).map((child) => this.proofOf(child));
    return proofs.every((proof) => proof !== undefined) ? proofs : undefined;
  }

  /**
   * Since when a node could be proven, as far as was noticed: asked regularly. Undefined while it cannot.
   * @param now - milliseconds of the node's clock.
   */
  readySince(node: TreeNode, now: number): number | undefined {
    const key = nodeKey(node);
    if (this.execution === undefined || this.inputsOf(node) === undefined) {
      this.#readyAt.delete(key);
      return undefined;
    }
    const known = this.#readyAt.get(key) ?? now;
    this.#readyAt.set(key, known);
    return known;
  }

  /** Forgets what was worked out from an L1 chain that has been reorganised; what peers sent stays, to be judged again. */
  reset(): void {
    this.execution = undefined;
    this.failedAt = undefined;
    this.isUnprovable = false;
    this.#committedRoot = undefined;
    this.#indexTranscript();
    this.#readyAt.clear();
    for (const { message } of this.#proofs.takeAll()) this.addEarly(message);
  }

  /** Keeps a proof that cannot be judged before the block is executed. */
  addEarly(proof: NodeProof): void {
    this.#early.add(proof, this.namedFor(proof.node)?.seat);
  }

  /** Whether proofs wait to be judged. */
  get hasEarly(): boolean {
    return this.#early.size > 0;
  }

  /** Takes the next early proof out. */
  takeEarly(): NodeProof | undefined {
    return this.#early.take();
  }

  #indexTranscript(): void {
    const entries = this.transcript?.entries ?? [];
    this.#namedFor = new Map(entries.map((entry) => [nodeKey(entry.node), entry]));
  }
}
