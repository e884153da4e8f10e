import type { ExecutedBlock } from "@trellis/ledger";
import {
  boundEntries,
  type ClaimBatch,
  children,
  type NodeProof,
  type NoticeBatch,
  nodeAt,
  nodeCount,
  nodeKey,
  nodeNumber,
  type ProofNotice,
  type Proposal,
  type ProverBitmap,
  parent,
  type Reveal,
  type SignedEntry,
  type StartClaim,
  type TranscriptTree,
  type TreeNode,
  type Vote,
  type VoteBatch,
} from "@trellis/protocol";
import { bestProof } from "@trellis/strategy";
import type { Hex } from "viem";
import { NodeWatch } from "./NodeWatch.ts";
import { EarlyProofs } from "./proofs/EarlyProofs.ts";
import { type AcceptedNodeProof, NodeProofs } from "./proofs/NodeProofs.ts";
import { Notices } from "./proofs/Notices.ts";
import { VoteBox } from "./VoteBox.ts";

interface Opened {
  readonly reveal: Reveal;
  readonly transcript: TranscriptTree;
  readonly at: bigint;
}

/** What L1 recorded of a commitment. */
interface Committed {
  readonly transcriptRoot: bigint;
  readonly committed: ProverBitmap;
}

const NOBODY: ReadonlyMap<number, SignedEntry> = new Map();

/** Everything this node knows about one proposal: what peers and L1 sent, and what this node derived from it. */
export class KnownProposal {
  readonly id: Hex;
  readonly proposal: Proposal;
  /** Whether it is never removed to make room: L1 has its commitment, or it is this node's own. */
  isPinned = false;
  /** Number of L1 messages known when execution failed. When more are known, execution is tried again. */
  failedAt: number | undefined;
  /** How long its execution took here, milliseconds. */
  executionMs = 0;
  /** Whether it can be executed but not proven, which is its proposer's fault. */
  isUnprovable = false;
  readonly #watches: NodeWatch[] = [];
  #execution: ExecutedBlock | undefined;
  readonly #early = new EarlyProofs();
  readonly #votes = new VoteBox();
  readonly #proofs = new NodeProofs();
  readonly #notices = new Notices();
  /** Own seats that prove a node because they need it and its proof cannot be had, by node number. */
  readonly #takenBy = new Map<number, number>();
  readonly #readyAt = new Map<string, { readonly at: number; readonly evidence: readonly number[] }>();
  /** When the claim of a node's seat was first seen, by node number. */
  readonly #claimSeenAt = new Map<number, number>();
  /** Start claims by node number. */
  readonly #claims = new Map<number, StartClaim>();
  #committed: Committed | undefined;
  #received: Opened | undefined;
  /** The received order, if its transcript is the one that L1 has. */
  #opened: Opened | undefined;
  #isReleased = false;
  #bound = NOBODY;
  #boundSeatCount = 0;

  constructor(id: Hex, proposal: Proposal) {
    this.id = id;
    this.proposal = proposal;
  }

  /** The block's execution; undefined until this node has executed it. */
  get execution(): ExecutedBlock | undefined {
    return this.#execution;
  }

  set execution(executed: ExecutedBlock | undefined) {
    this.#execution = executed;
    this.#noteAll();
  }

  /** Starts to note the nodes about which something changes that proving depends on. It lasts as long as this object. */
  watchNodes(): NodeWatch {
    const watch = new NodeWatch(nodeCount(this.proposal.depth));
    this.#watches.push(watch);
    return watch;
  }

  /** Votes for this proposal, each once. */
  get votes(): Vote[] {
    return this.#votes.all();
  }

  /** Number of {@link votes}. */
  get voteCount(): number {
    return this.#votes.size;
  }

  /** P4.2: adds votes. Each counts once. */
  addBatch({ proposalId, votes }: VoteBatch): void {
    for (const vote of votes) this.#votes.add({ ...vote, proposalId });
  }

  /** P5.3: records what L1 has of the commitment. A reveal of another transcript no longer counts. */
  setCommitted(transcriptRoot: bigint, committed: ProverBitmap): void {
    this.isPinned = true;
    this.#committed = { transcriptRoot, committed };
    this.#open();
  }

  /** R5: the committed seats that are active at the snapshot; undefined without a commitment. */
  get committed(): ProverBitmap | undefined {
    return this.#committed?.committed;
  }

  /** P6.1: the revealed order with the committed transcript; undefined until this node has it, and after {@link release}. */
  get reveal(): Reveal | undefined {
    return this.#isReleased ? undefined : this.#opened?.reveal;
  }

  /** R2: the committed transcript; undefined until this node has it. */
  get transcript(): TranscriptTree | undefined {
    return this.#opened?.transcript;
  }

  /** L1 time at which this node got the revealed order, seconds. */
  get revealedAt(): bigint | undefined {
    return this.#opened?.at;
  }

  /**
   * Stores the revealed order. It counts once L1 has the commitment of its transcript. The first one that counts stays.
   * @param transcript - of the reveal's entries.
   * @param at - L1 time, seconds.
   */
  takeReveal(reveal: Reveal, transcript: TranscriptTree, at: bigint): void {
    if (this.#opened !== undefined && !this.#isReleased) return;
    this.#isReleased = false;
    this.#received = { reveal, transcript, at };
    this.#open();
  }

  /** R2: the entry that binds a seat to the node; undefined if it is vacant, or the transcript is not known here. */
  bound(node: TreeNode): SignedEntry | undefined {
    return this.#bound.get(nodeNumber(node));
  }

  /** R2: the entries that bind a seat, by node number; none while the transcript is not known here. */
  boundSeats(): ReadonlyMap<number, SignedEntry> {
    return this.#bound;
  }

  /** R2: number of distinct seats that the transcript binds; 0 while it is not known here. */
  get boundSeatCount(): number {
    return this.#boundSeatCount;
  }

  /** R8: stores a start claim: for each node the first one of the seat that is bound to it. */
  addClaim(claim: StartClaim): void {
    if (this.claimOf(claim.node) !== undefined) return;
    this.#claims.set(nodeNumber(claim.node), claim);
    this.#note(claim.node);
  }

  /** R8: stores start claims, as {@link addClaim} does each of them. */
  addClaims({ proposalId, claims }: ClaimBatch): void {
    for (const claim of claims) this.addClaim({ ...claim, proposalId });
  }

  /** R8: the claim of the seat that is bound to the node. */
  claimOf(node: TreeNode): StartClaim | undefined {
    const claim = this.#claims.get(nodeNumber(node));
    return claim !== undefined && claim.seat === this.bound(node)?.seat ? claim : undefined;
  }

  /**
   * Time of the first call that found the claim of the node's seat; call it regularly. Undefined without one.
   * @param now - milliseconds of the node's clock.
   */
  claimedSince(node: TreeNode, now: number): number | undefined {
    const number = nodeNumber(node);
    if (this.claimOf(node) === undefined) {
      this.#claimSeenAt.delete(number);
      return undefined;
    }
    const known = this.#claimSeenAt.get(number) ?? now;
    this.#claimSeenAt.set(number, known);
    return known;
  }

  /** R8: the claims of seats that are bound to their nodes. */
  claims(): StartClaim[] {
    return [...this.#claims.values()].filter((claim) => this.claimOf(claim.node) === claim);
  }

  /** Whether its order was revealed but does not make a valid block. */
  get isBad(): boolean {
    return this.isUnprovable || (this.execution === undefined && this.failedAt !== undefined);
  }

  /** P6.5: stores notices of proofs. */
  addNotices({ notices }: NoticeBatch): void {
    for (const notice of notices) {
      if (this.#notices.add(notice, this.bound(notice.node)?.seat)) this.#note(notice.node);
    }
  }

  /** P6.5: whether a seat has told of a proof of the node, whatever became of it. */
  wasTold(node: TreeNode): boolean {
    return this.#notices.has(node);
  }

  /** P6.5: the proofs of a node that peers tell of, that are not here and may still come, that of the bound seat first. */
  told(node: TreeNode): ProofNotice[] {
    const told = this.#notices.of(node, this.bound(node)?.seat);
    if (told.length === 0) return told;
    const held = new Set(this.proofsOf(node).map(({ message }) => message.seat));
    return told.filter(({ seat }) => !held.has(seat) && !this.isDropped(node, seat));
  }

  /** P6.5: of the proofs that peers {@link told} of, those that nobody has failed to give. */
  missing(node: TreeNode): ProofNotice[] {
    return this.told(node).filter((notice) => !this.#notices.isFailed(notice));
  }

  /** P6.5: records that nobody gives the proof that a notice tells of. It counts for nothing until the proof comes after all. */
  noticeFailed(notice: ProofNotice): void {
    for (const number of this.#notices.failed(notice)) this.#note(nodeAt(number));
  }

  /** P6.5: records that the proof of a notice came and was judged, so that it is not asked for again. */
  noticeJudged(notice: ProofNotice): void {
    for (const number of this.#notices.judged(notice)) this.#note(nodeAt(number));
  }

  /** P6.5: whether the node counts as proven: a proof of it is here, or a peer tells of one. */
  isProven(node: TreeNode): boolean {
    return this.#evidence(node) > 0;
  }

  /** P6.5: whether a seat's proof of the node is here, or peers tell of it. */
  isToldBy(node: TreeNode, seat: number): boolean {
    const isIts = (one: { readonly seat: number }): boolean => one.seat === seat;
    return this.proofsOf(node).some(({ message }) => isIts(message)) || this.missing(node).some(isIts);
  }

  /**
   * R15: the seats for whose proofs of a node nobody steps in: those whose proofs are here, and the bound seat if a peer tells of its proof.
   * Whose turn it is looks at the proof of another seat first, and at any proof of the root: nobody but submitters needs that one.
   */
  provenBy(node: TreeNode): number[] {
    const seats = this.proofsOf(node).map(({ message }) => message.seat);
    const isBelieved = node.depth > 0 && this.takenBy(node) === undefined;
    const [first] = isBelieved ? this.missing(node) : [];
    return first !== undefined && first.seat === this.bound(node)?.seat ? [...seats, first.seat] : seats;
  }

  /** R15: an own seat needs the node, and its proof cannot be had, or is bad. */
  take(node: TreeNode, seat: number): void {
    if (this.#takenBy.get(nodeNumber(node)) === seat) return;
    this.#takenBy.set(nodeNumber(node), seat);
    this.#note(node);
  }

  /** R15: the own seat that proves a node because it needs it and its proof cannot be had. */
  takenBy(node: TreeNode): number | undefined {
    return this.#takenBy.get(nodeNumber(node));
  }

  /** Adds a checked proof; false if there are enough of that node already. */
  addProof(accepted: AcceptedNodeProof): boolean {
    const { node } = accepted.message;
    const isKept = this.#proofs.add(accepted, this.bound(node)?.seat);
    if (isKept) this.#note(node);
    return isKept;
  }

  /** Drops a proof that turned out to be bad. Later proofs of the node from that seat are refused. */
  dropProof(bad: AcceptedNodeProof): void {
    this.#proofs.drop(bad);
    this.#note(bad.message.node);
  }

  /** Treats this seat's proofs of the node as missing from now on. */
  exclude(node: TreeNode, seat: number): void {
    this.#proofs.exclude(node, seat);
    this.#note(node);
  }

  /** Whether this seat's proof of the node turned out to be bad. */
  isDropped(node: TreeNode, seat: number): boolean {
    return this.#proofs.isDropped(node, seat);
  }

  /** Whether some seat's proof of the node turned out to be bad. */
  hasDropped(node: TreeNode): boolean {
    return this.#proofs.hasDropped(node);
  }

  /** R2: the proof of a node to build on: the best of the verified ones, else the best of the others. */
  proofOf(node: TreeNode): AcceptedNodeProof | undefined {
    const known = this.#proofs.of(node);
    return bestProof(known.filter(({ verdict }) => verdict === "valid")) ?? bestProof(known);
  }

  /** All proofs kept of a node. */
  proofsOf(node: TreeNode): readonly AcceptedNodeProof[] {
    return this.#proofs.of(node);
  }

  /**
   * The children's proofs that a merge or root builds on: [] for a leaf, undefined while one is missing.
   * @param choose - the proof of a child, out of those that are known; {@link proofOf} by default.
   */
  inputsOf(
    node: TreeNode,
    choose?: (proofs: readonly AcceptedNodeProof[]) => AcceptedNodeProof | undefined,
  ): AcceptedNodeProof[] | undefined {
    if (node.depth === this.proposal.depth) return [];
    const proofs = children(node).map((child) =>
      choose === undefined ? this.proofOf(child) : choose(this.proofsOf(child)),
    );
    return proofs.every((proof) => proof !== undefined) ? proofs : undefined;
  }

  /**
   * Time of the call that found the node provable: its block is executed, and its children count as proven. Call it regularly. It is later
   * if a child's bound seat tells only then, or a second seat that is not bound to the child: the first one may have lied. Undefined while
   * the node cannot be proven.
   * @param now - milliseconds of the node's clock.
   */
  readySince(node: TreeNode, now: number): number | undefined {
    const key = nodeKey(node);
    const isLeaf = node.depth === this.proposal.depth;
    const evidence = isLeaf ? [] : children(node).map((child) => this.#evidence(child));
    if (this.execution === undefined || evidence.includes(0)) {
      this.#readyAt.delete(key);
      return undefined;
    }
    const known = this.#readyAt.get(key);
    const isMore = evidence.some((one, i) => one > (known?.evidence[i] ?? 0));
    if (known !== undefined && !isMore) return known.at;
    // Each child makes it later twice at most, whoever tells of it.
    const most = evidence.map((one, i) => Math.max(one, known?.evidence[i] ?? 0));
    this.#readyAt.set(key, { at: now, evidence: most });
    return now;
  }

  /**
   * What speaks for a node's being proven: 3 for a proof that is here or that its bound seat tells of, else the number of seats that tell of
   * one, 2 at most.
   */
  #evidence(node: TreeNode): number {
    if (this.proofsOf(node).length > 0) return 3;
    const missing = this.missing(node);
    const [first] = missing;
    if (first === undefined) return 0;
    if (first.seat === this.bound(node)?.seat) return 3;
    return missing.every(({ seat }) => seat === first.seat) ? 1 : 2;
  }

  /**
   * Gives up what only a block that is still proven needs: execution, proofs, votes, and the transactions, which L1 has. What pay, reports and
   * contests need stays: transcript and claims.
   */
  release(): void {
    this.#isReleased = true;
    this.#votes.forget();
    if (this.#received !== undefined && this.#received.reveal.transactions.length > 0) {
      const { reveal } = this.#received;
      const received = { ...this.#received, reveal: { ...reveal, transactions: [] } };
      if (this.#opened !== undefined) this.#opened = received;
      this.#received = received;
    }
    this.#proofs.takeAll();
    this.#notices.clear();
    this.#takenBy.clear();
    this.#readyAt.clear();
    this.execution = undefined;
    while (this.takeEarly() !== undefined);
  }

  /** Clears conclusions drawn from an L1 chain that was reorganised. Peers' messages stay, to be judged again. */
  reset(): void {
    this.execution = undefined;
    this.failedAt = undefined;
    this.isUnprovable = false;
    this.#committed = undefined;
    this.#open();
    this.#readyAt.clear();
    this.#takenBy.clear();
    this.#notices.forgetJudged();
    for (const { message } of this.#proofs.takeAll()) this.addEarly(message);
    this.#noteAll();
  }

  /** Keeps a proof that cannot be judged before the block is executed. */
  addEarly(proof: NodeProof): void {
    this.#early.add(proof, this.bound(proof.node)?.seat);
  }

  /** Whether early proofs wait to be judged. */
  get hasEarly(): boolean {
    return this.#early.size > 0;
  }

  /** Removes and returns the next early proof. */
  takeEarly(): NodeProof | undefined {
    return this.#early.take();
  }

  /** Compares the received transcript with L1's. */
  #open(): void {
    const received = this.#received;
    const isCommitted =
      this.#committed !== undefined && received?.transcript.root() === this.#committed.transcriptRoot;
    this.#opened = isCommitted ? received : undefined;
    this.#bound = isCommitted ? boundEntries(received!.reveal.entries, this.#committed!.committed) : NOBODY;
    this.#boundSeatCount = new Set([...this.#bound.values()].map(({ seat }) => seat)).size;
    this.#noteAll();
  }

  /** A change of a node concerns the one above it, too, whose inputs are its proofs. */
  #note(node: TreeNode): void {
    const above = parent(node);
    for (const watch of this.#watches) {
      watch.note(nodeNumber(node));
      if (above !== undefined) watch.note(nodeNumber(above));
    }
  }

  #noteAll(): void {
    for (const watch of this.#watches) watch.noteAll();
  }
}
