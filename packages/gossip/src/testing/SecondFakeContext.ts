import {
  nodeProofDigest,
  type Proposal,
  ProverBitmap,
  type SignedProposal,
  subtree,
  type TreeNode,
  toBytes,
  toHex,
} from "@trellis/protocol";
import { signDigest, signProposal, signStartClaim } from "@trellis/protocol/keys";
import {
  encodeSeatWord,
  entriesFault,
  type NodeProof,
  type NodeProver,
  proposalId,
  type Reveal,
  type SignedEntry,
  type StartClaim,
  subtreeWordsHash,
  TranscriptTree,
  type VoteBatch,
} from "@trellis/protocol/second";
import { SECOND_LIMITS, type SecondGossipLimits } from "../second/limits.ts";
import type { SecondCommitment, SecondGossipContext } from "../second/SecondGossipContext.ts";
import { SecondMemory } from "../second/SecondMemory.ts";
import type { SecondEnvironment } from "../second/validation/environment.ts";
import { FakeContext, secretOf } from "./FakeContext.ts";

/** A node's view in the second version, in which a test can set everything, and valid messages for it. Depth 1 unless the test asks. */
export class SecondFakeContext implements SecondGossipContext {
  readonly base = new FakeContext();
  readonly settings = { minBurnBid: 100n, bond: 1_000n, bondBps: 1_000, minProverShareBps: 2_000 };
  commitments = new Map<string, SecondCommitment>();
  /** R17: the turn of every commitment. */
  turn: bigint | undefined = 900n;
  isOver = false;
  /** What the node itself knows of transcripts, whatever the node. */
  namedByNode: number | null | undefined;
  proofVerdict: "valid" | "invalid" | "deferred" = "valid";
  /** R4: seats that have another key than in earlier rounds. */
  rotated = new Set<number>();

  readonly domain = this.base.domain;
  now = this.base.now;
  currentHeight = this.base.currentHeight;
  isOpen = this.base.isOpen;
  isParent = this.base.isParent;
  proposerBalance = this.base.proposerBalance;
  proposal = this.base.proposal;
  isRevealTime = this.base.isRevealTime;
  admissionFault = this.base.admissionFault;
  verifyTransaction: FakeContext["verifyTransaction"] = (transaction) =>
    this.base.verifyTransaction(transaction);
  orderCommitment: SecondGossipContext["orderCommitment"] = (secret, transactions) =>
    this.base.orderCommitment(secret, transactions);
  proverKey = (seat: number, proposal: Proposal | undefined): Uint8Array | undefined =>
    this.base.proverKey(proposal === undefined && this.rotated.has(seat) ? seat + 1 : seat);
  isActive = (seat: number): boolean => this.base.isActive(seat);
  committed = (id: Uint8Array): SecondCommitment | undefined => this.commitments.get(toHex(id));
  revealFrom = (): bigint | undefined => this.turn;
  isProofWindowOver = (): boolean => this.isOver;
  namedSeat = (): number | null | undefined => this.namedByNode;
  isTranscript = async (reveal: Reveal, depth: number, transcriptRoot: bigint): Promise<boolean> =>
    entriesFault(reveal.entries, depth) === undefined &&
    TranscriptTree.of(reveal.entries).root() === transcriptRoot;
  verifyNodeProof = async (): Promise<"valid" | "invalid" | "deferred"> => {
    if (this.base.failure !== undefined) throw this.base.failure;
    return this.proofVerdict;
  };

  /** A valid proposal, with fields changed before signing. */
  signed(fields: Partial<Proposal> = {}, secretKey?: Uint8Array): SignedProposal {
    const { proposal } = this.base.signed(fields, secretKey);
    return signProposal(this.domain, proposal, secretKey ?? this.base.proposerSecret, "2");
  }

  /** The id of a proposal that the node is made to know. */
  known(fields: Partial<Proposal> = {}): Uint8Array {
    const { proposal } = this.signed(fields);
    const id = proposalId(this.domain, proposal);
    this.base.proposals.set(toHex(id), proposal);
    return id;
  }

  /** An entry that names a seat for a node by its vote for the whole tree. */
  entry(id: Uint8Array, node: TreeNode, seat: number, slot = 0): SignedEntry {
    return this.base.entry(id, node, seat, slot);
  }

  /** Records a commitment with these entries, as L1 would. */
  commit(id: Uint8Array, entries: readonly SignedEntry[] = []): void {
    this.commitments.set(toHex(id), {
      transcriptRoot: TranscriptTree.of(entries).root(),
      committed: ProverBitmap.of(entries.map(({ seat }) => seat)),
    });
  }

  /** Votes of a seat for the whole tree, with these slots in ascending order. */
  votes(id: Uint8Array, seat: number, slots: readonly number[]): VoteBatch {
    const votes = slots.map((slot) => {
      const { signature } = this.base.vote(id, { seat, slot });
      return { depth: 0, index: 0, slot, signature };
    });
    return { proposalId: id, seat, votes };
  }

  reveal(id: Uint8Array, entries: readonly SignedEntry[] = [], fields: Partial<Reveal> = {}): Reveal {
    return { ...this.base.reveal(id), entries, ...fields };
  }

  claim(id: Uint8Array, node: TreeNode, seat: number, signer = seat): StartClaim {
    return signStartClaim(this.domain, { proposalId: id, node, seat }, secretOf(`seat ${signer}`));
  }

  /** A proof of a node by its own seat, signed. Other nodes of the subtree are nobody's unless `below` says so, row by row. */
  nodeProof(
    id: Uint8Array,
    node: TreeNode,
    own: NodeProver,
    below: readonly NodeProver[] = subtree(node, 1)
      .slice(1)
      .map(() => ({ seat: null, isCommitted: false })),
    bytes = new Uint8Array(100).fill(5),
  ): NodeProof {
    const seat = own.seat!;
    const seatWords = new Uint8Array([own, ...below].flatMap((one) => [...toBytes(encodeSeatWord(one), 2)]));
    const unsigned = { proposalId: id, node, seat, proof: bytes };
    // Words of a length that no subtree has cannot be hashed; such a proof is refused before its signature is looked at.
    const hash = Number.isInteger(Math.log2(below.length + 2))
      ? subtreeWordsHash(seatWords)
      : new Uint8Array(32);
    const digest = nodeProofDigest(this.domain, unsigned, hash);
    return { ...unsigned, seatWords, signature: signDigest(digest, secretOf(`seat ${seat}`)) };
  }
}

/** A fresh view and memory for one validator test of the second version. */
export function secondEnvironment(
  limits: Partial<SecondGossipLimits> = {},
): SecondEnvironment & { readonly context: SecondFakeContext } {
  const bounds = { ...SECOND_LIMITS, ...limits };
  return {
    context: new SecondFakeContext(),
    limits: bounds,
    memory: new SecondMemory(bounds),
    turn: async () => undefined,
    heavy: (check) => check(),
    mayWait: () => true,
    isOwn: false,
    report() {},
  };
}
