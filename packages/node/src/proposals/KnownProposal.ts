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

/** Everything this node knows about one proposal: what peers and L1 sent, and what this node derived from it. */
export class KnownProposal {
  readonly id: Hex;
  readonly proposal: Proposal;
  /** Whether it is never removed to make room: L1 has its commitment, or it is this node's own. */
  isPinned = false;
  execution: ExecutedBlock | undefined;
  /** Number of L1 messages known when execution failed. When more are known, execution is tried again. */
  failedAt: number | undefined;
  /** Whether it can be executed but not proven, which is its proposer's fault. */
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

  /** P5.2: the committed transcript, undefined until this node has it. Before a commitment: the latest transcript. */
  get transcript(): SignedTranscript | undefined {
    return this.#committedRoot === undefined
      ? [...this.#transcripts.values()].at(-1)
      : this.#transcripts.get(this.#committedRoot);
  }

  /** Stores a transcript, unless another is committed on L1. */
  addTranscript(transcript: SignedTranscript): void {
    const root = toHex(transcript.transcriptRoot);
    if (this.#committedRoot !== undefined && this.#committedRoot !== root) return;
    this.#transcripts.setNewest(root, transcript);
    this.#indexTranscript();
  }

  /** P5.3: records that the transcript with this root is committed on L1. Other transcripts no longer count. */
  setCommitted(transcriptRoot: Hex): void {
    this.isPinned = true;
    this.#committedRoot = transcriptRoot;
    for (const root of this.#transcripts.keys()) {
      if (root !== transcriptRoot) this.#transcripts.delete(root);
    }
    this.#indexTranscript();
  }

  /** Seat that the transcript names for a node. */
  namedFor(node: TreeNode): TranscriptEntry | undefined {
    return this.#namedFor.get(nodeKey(node));
  }

  /** P6.1: the revealed order. */
  get reveal(): Reveal | undefined {
    return this.#opened?.reveal;
  }

  /** L1 time at which this node got the revealed order. */
  get revealedAt(): bigint | undefined {
    return this.#opened?.at;
  }

  /** Stores the revealed order, once. */
  takeReveal(reveal: Reveal, at: bigint): void {
    this.#opened ??= { reveal, at };
  }

  /** Whether its order was revealed but does not make a valid block. */
  get isBad(): boolean {
    return this.isUnprovable || (this.execution === undefined && this.failedAt !== undefined);
  }

  /** Adds a checked proof; false if there are enough of that node already. */
  addProof(accepted: AcceptedNodeProof): boolean {
    return this.#proofs.add(accepted, this.namedFor(accepted.message.node)?.seat);
  }

  /** Drops a proof that turned out to be bad. Later proofs of the node from that seat are refused. */
  dropProof(bad: AcceptedNodeProof): void {
    this.#proofs.drop(bad);
  }

  /** Treats this seat's proofs of the node as missing from now on. */
  exclude(node: TreeNode, seat: number): void {
    this.#proofs.exclude(node, seat);
  }

  /** Whether this seat's proof of the node turned out to be bad. */
  isDropped(node: TreeNode, seat: number): boolean {
    return this.#proofs.isDropped(node, seat);
  }

  /** The proof of a node to build on: the named prover's (which counts as committed), else a verified one, else the first. */
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

  /** The children's proofs that a merge or root builds on: [] for a leaf, undefined while one is missing. */
  inputsOf(node: TreeNode): AcceptedNodeProof[] | undefined {
    if (node.depth === this.proposal.depth) return [];
    const proofs = children(node).map((child) => this.proofOf(child));
    return proofs.every((proof) => proof !== undefined) ? proofs : undefined;
  }

  /**
   * Time of the first call that found the node provable; call it regularly. Undefined while the node cannot be proven.
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

  /** Clears conclusions drawn from an L1 chain that was reorganised. Peers' messages stay, to be judged again. */
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

  /** Whether early proofs wait to be judged. */
  get hasEarly(): boolean {
    return this.#early.size > 0;
  }

  /** Removes and returns the next early proof. */
  takeEarly(): NodeProof | undefined {
    return this.#early.take();
  }

  #indexTranscript(): void {
    const entries = this.transcript?.entries ?? [];
    this.#namedFor = new Map(entries.map((entry) => [nodeKey(entry.node), entry]));
  }
}
