import {
  addressOf,
  bitmapHash,
  type Contribution,
  ContributionTree,
  NOOP,
  type NodeProof,
  nodeProofDigest,
  type Proposal,
  proposalId,
  type Reveal,
  type RollupDomain,
  type SignedProposal,
  type SignedTranscript,
  sha256,
  subtree,
  type Transaction,
  type TranscriptEntry,
  type TreeNode,
  toBytes,
  toHex,
  transcriptBitmap,
  transcriptRoot,
  type Vote,
} from "@trellis/protocol";
import { publicKeyOf, signDigest, signProposal, signVote } from "@trellis/protocol/keys";
import type { CommittedTranscript, GossipContext } from "../GossipContext.ts";

/** A secret key for tests, from a name. */
export function secretOf(name: string): Uint8Array {
  return sha256(new TextEncoder().encode(`test ${name}`));
}

/** SHA-256 stand-in for the ledger's order commitment. */
function fakeOrder(secret: Uint8Array, transactions: readonly Transaction[]): Uint8Array {
  return sha256(
    secret,
    ...transactions.flatMap((tx) => [toBytes(tx.from, 4), toBytes(tx.nonce, 4), tx.signature]),
  );
}

/**
 * A node's view in which a test can set everything, and valid messages for it. Depth 1 (3 nodes) unless the
 * test asks otherwise.
 */
export class FakeContext implements GossipContext {
  readonly domain: RollupDomain = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };
  readonly settings = { minBurnBid: 100n, bond: 1_000n };
  readonly proposerSecret = secretOf("proposer");
  readonly secret = new Uint8Array(32).fill(3);
  time = 1_000n;
  open = { height: 5n, round: 2 };
  /** P3.4: the round on top of it. */
  above: { height: bigint; round: number } | undefined;
  parents = new Set([toHex(new Uint8Array(32).fill(9))]);
  balances = new Map<string, bigint>();
  seats = 16;
  inactive = new Set<number>();
  proposals = new Map<string, Proposal>();
  commitments = new Map<string, CommittedTranscript>();
  revealTime = true;
  /** The seat that the transcript names for every node. */
  namedSeat: number | undefined;
  /** Next nonce by account. */
  nonces = new Map([[1, 4]]);
  /** Why the mempool refuses everything, if it does. */
  mempoolFault: string | undefined;
  isOrderPossible = true;
  proofVerdict: "valid" | "invalid" | "deferred" = "valid";
  /** When set, checks that compute throw it. */
  failure: Error | undefined;

  now = (): bigint => this.time;
  currentHeight = (): { height: bigint; round: number } => this.open;
  isOpen = ({ height, round }: { height: bigint; round: number }): boolean =>
    [this.open, this.above].some((open) => open?.height === height && open.round === round);
  isParent = (parent: Uint8Array): boolean => this.parents.has(toHex(parent));
  proposerBalance = (address: Uint8Array): bigint => this.balances.get(toHex(address)) ?? 1_000_000n;
  proverKey = (seat: number): Uint8Array | undefined =>
    seat < this.seats ? publicKeyOf(secretOf(`seat ${seat}`)) : undefined;
  isActive = (seat: number): boolean => !this.inactive.has(seat);
  proposal = (id: Uint8Array): Proposal | undefined => this.proposals.get(toHex(id));
  committed = (id: Uint8Array): CommittedTranscript | undefined => this.commitments.get(toHex(id));
  isRevealTime = (): boolean => this.revealTime;
  isNamed = (_: Uint8Array, __: TreeNode, seat: number): boolean => seat === this.namedSeat;

  admissionFault = ({ from, nonce }: Transaction): string | undefined => {
    const next = this.nonces.get(from);
    if (next === undefined) return "account_unknown";
    return nonce < next ? "nonce_used" : this.mempoolFault;
  };

  async verifyTransaction(transaction: Transaction): Promise<boolean> {
    if (this.failure !== undefined) throw this.failure;
    return transaction.signature[0] === 1;
  }

  async orderCommitment(
    secret: Uint8Array,
    transactions: readonly Transaction[],
  ): Promise<Uint8Array | undefined> {
    return this.isOrderPossible ? fakeOrder(secret, transactions) : undefined;
  }

  async verifyNodeProof(): Promise<"valid" | "invalid" | "deferred"> {
    return this.proofVerdict;
  }

  /** A transfer of account 1. */
  transfer(fields: Partial<Transaction> = {}): Transaction {
    return {
      ...NOOP,
      kind: "transfer",
      from: 1,
      to: 2,
      amount: 5n,
      fee: 32,
      nonce: 4,
      signature: new Uint8Array(64).fill(1),
      ...fields,
    };
  }

  /** A valid proposal, with fields changed before signing. */
  signed(fields: Partial<Proposal> = {}, secretKey: Uint8Array = this.proposerSecret): SignedProposal {
    const proposal: Proposal = {
      height: this.open.height,
      round: this.open.round,
      parent: new Uint8Array(32).fill(9),
      depth: 1,
      orderCommitment: fakeOrder(this.secret, [this.transfer()]),
      proverShareBps: 5_000,
      burnBid: 200n,
      proposer: addressOf(publicKeyOf(secretKey)),
      expiry: 2_000n,
      ...fields,
    };
    return signProposal(this.domain, proposal, secretKey);
  }

  /** The id of a proposal that the node is made to know. */
  known(fields: Partial<Proposal> = {}): Uint8Array {
    const { proposal } = this.signed(fields);
    const id = proposalId(this.domain, proposal);
    this.proposals.set(toHex(id), proposal);
    return id;
  }

  /** Records a commitment for the proposal, as L1 would. */
  commit(id: Uint8Array, transcript?: SignedTranscript): void {
    this.commitments.set(toHex(id), {
      transcriptRoot: transcript?.transcriptRoot ?? new Uint8Array(32),
      bitmapHash: transcript?.bitmapHash ?? new Uint8Array(32),
    });
  }

  vote(id: Uint8Array, fields: Partial<Omit<Vote, "proposalId" | "signature">> = {}): Vote {
    const vote = { proposalId: id, depth: 0, index: 0, slot: 0, seat: 3, ...fields };
    return signVote(this.domain, vote, secretOf(`seat ${vote.seat}`));
  }

  /** An entry that names a seat for a node by its vote. */
  entry(id: Uint8Array, node: TreeNode, seat: number, slot = 0): TranscriptEntry {
    const vote = { depth: 0, index: 0, slot };
    return { node, seat, vote, signature: this.vote(id, { ...vote, seat }).signature };
  }

  /** A transcript over the entries, all of it true unless overridden; signed after that. */
  transcript(
    id: Uint8Array,
    entries: readonly TranscriptEntry[],
    fields: Partial<Pick<SignedTranscript, "transcriptRoot" | "bitmapHash">> = {},
    { treeDepth = 1, secretKey = this.proposerSecret }: { treeDepth?: number; secretKey?: Uint8Array } = {},
  ): SignedTranscript {
    const root = fields.transcriptRoot ?? transcriptRoot(entries, treeDepth);
    const hash = fields.bitmapHash ?? bitmapHash(transcriptBitmap(entries));
    return {
      proposalId: id,
      transcriptRoot: root,
      bitmapHash: hash,
      entries,
      signature: signDigest(root, secretKey),
    };
  }

  reveal(id: Uint8Array, fields: Partial<Reveal> = {}): Reveal {
    return { proposalId: id, secret: this.secret, transactions: [this.transfer()], ...fields };
  }

  /**
   * A node proof by a seat. Its own entry names that seat, the others name no seat. It is signed after the
   * overrides.
   */
  nodeProof(
    id: Uint8Array,
    node: TreeNode,
    { seat = 3, treeDepth = 1, ...fields }: Partial<NodeProof> & { treeDepth?: number } = {},
  ): NodeProof {
    const vote = { depth: 0, index: 0, slot: 0 };
    const contributions: readonly Contribution[] =
      fields.contributions ??
      subtree(node, treeDepth).map((at, i) => ({ node: at, seat: i === 0 ? seat : null, vote }));
    const proof = fields.proof ?? new Uint8Array(100).fill(5);
    const unsigned = { proposalId: id, node, seat, proof };
    let contributionsHash: Uint8Array;
    try {
      contributionsHash = new ContributionTree(contributions, node, treeDepth).root();
    } catch {
      contributionsHash = new Uint8Array(32);
    }
    const secretKey = secretOf(`seat ${seat}`);
    return {
      ...unsigned,
      contributions,
      voteSignature: this.vote(id, { ...vote, seat }).signature,
      signature: signDigest(nodeProofDigest(this.domain, unsigned, contributionsHash), secretKey),
      ...fields,
    };
  }
}
