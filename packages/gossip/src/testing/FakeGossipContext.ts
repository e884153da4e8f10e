import {
  addressOf,
  type ClaimBatch,
  encodeSeatWord,
  entriesFault,
  NOOP,
  type NodeProof,
  type NodeProver,
  type NoticeBatch,
  nodeProofDigest,
  noticeOf,
  type ProofNotice,
  type Proposal,
  ProverBitmap,
  proposalId,
  type Reveal,
  type RollupDomain,
  type SignedEntry,
  type SignedProposal,
  sha256,
  subtree,
  subtreeWordsHash,
  type Transaction,
  TranscriptTree,
  type TreeNode,
  toBytes,
  toHex,
  type VoteBatch,
} from "@trellis/protocol";
import {
  firstForged,
  publicKeyOf,
  type SignedDigest,
  signDigest,
  signProposal,
  signStartClaim,
  signVote,
} from "@trellis/protocol/keys";
import type { Commitment, GossipContext } from "../GossipContext.ts";
import { GateMemory } from "../gate/GateMemory.ts";
import { GOSSIP_LIMITS, type GossipLimits } from "../limits/gossipLimits.ts";
import type { MessageEnvironment } from "../validation/environment.ts";

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

/** A node's view in which a test can set everything, and valid messages for it. Depth 1 (3 nodes) unless the test asks otherwise. */
export class FakeGossipContext implements GossipContext {
  readonly domain: RollupDomain = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };
  readonly settings = { minBurnBid: 100n, bond: 1_000n, bondBps: 1_000, minProverShareBps: 2_000 };
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
  commitments = new Map<string, Commitment>();
  revealTime = true;
  /** R17: the turn of every commitment. */
  turn: bigint | undefined = 900n;
  isOver = false;
  /** What the node itself knows of transcripts, whatever the node. */
  namedByNode: number | null | undefined;
  /** R4: seats that have another key than in earlier rounds. */
  rotated = new Set<number>();
  /** Next nonce by account. */
  nonces = new Map([[1, 4]]);
  /** Why the mempool refuses everything, if it does. */
  mempoolFault: string | undefined;
  /** Signatures of transactions checked so far. */
  checkedSignatures = 0;
  /** Signatures of seats checked so far. */
  checkedSeatSignatures = 0;
  isOrderPossible = true;
  /** When set, checks that compute throw it. */
  failure: Error | undefined;

  now = (): bigint => this.time;
  currentHeight = (): { height: bigint; round: number } => this.open;
  isOpen = ({ height, round }: { height: bigint; round: number }): boolean =>
    [this.open, this.above].some((open) => open?.height === height && open.round === round);
  isParent = (parent: Uint8Array): boolean => this.parents.has(toHex(parent));
  proposerBalance = (address: Uint8Array): bigint => this.balances.get(toHex(address)) ?? 1_000_000n;
  keyOf = (seat: number): Uint8Array | undefined =>
    seat < this.seats ? publicKeyOf(secretOf(`seat ${seat}`)) : undefined;
  proposal = (id: Uint8Array): Proposal | undefined => this.proposals.get(toHex(id));
  isRevealTime = (): boolean => this.revealTime;
  admissionFault = ({ from, nonce }: Transaction): string | undefined => {
    const next = this.nonces.get(from);
    if (next === undefined) return "account_unknown";
    return nonce < next ? "nonce_used" : this.mempoolFault;
  };

  async areSigned(transactions: readonly Transaction[]): Promise<boolean> {
    if (this.failure !== undefined) throw this.failure;
    this.checkedSignatures += transactions.length;
    return transactions.every(({ signature }) => signature[0] === 1);
  }

  async orderCommitment(
    secret: Uint8Array,
    transactions: readonly Transaction[],
  ): Promise<Uint8Array | undefined> {
    return this.isOrderPossible ? fakeOrder(secret, transactions) : undefined;
  }
  proverKey = (seat: number, proposal: Proposal | undefined): Uint8Array | undefined =>
    this.keyOf(proposal === undefined && this.rotated.has(seat) ? seat + 1 : seat);
  isActive = (seat: number): boolean => !this.inactive.has(seat);
  firstForged = async (signatures: readonly SignedDigest[]): Promise<number | undefined> => {
    if (this.failure !== undefined) throw this.failure;
    const bad = firstForged(signatures);
    this.checkedSeatSignatures += bad === -1 ? signatures.length : bad + 1;
    return bad === -1 ? undefined : bad;
  };
  committed = (id: Uint8Array): Commitment | undefined => this.commitments.get(toHex(id));
  revealFrom = (): bigint | undefined => this.turn;
  isProofWindowOver = (): boolean => this.isOver;
  namedSeat = (): number | null | undefined => this.namedByNode;
  isTranscript = async (reveal: Reveal, depth: number, transcriptRoot: bigint): Promise<boolean> =>
    entriesFault(reveal.entries, depth) === undefined &&
    TranscriptTree.of(reveal.entries).root() === transcriptRoot;

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

  /** A proposal with these fields, valid but for them. */
  unsigned(fields: Partial<Proposal> = {}, secretKey: Uint8Array = this.proposerSecret): Proposal {
    return {
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
  }

  /** A valid proposal, with fields changed before signing. */
  signed(fields: Partial<Proposal> = {}, secretKey: Uint8Array = this.proposerSecret): SignedProposal {
    return signProposal(this.domain, this.unsigned(fields, secretKey), secretKey);
  }

  /** The id of a proposal that the node is made to know. */
  known(fields: Partial<Proposal> = {}): Uint8Array {
    const { proposal } = this.signed(fields);
    const id = proposalId(this.domain, proposal);
    this.proposals.set(toHex(id), proposal);
    return id;
  }

  /** An entry that names a seat for a node by its vote for the whole tree. */
  entry(id: Uint8Array, node: TreeNode, seat: number, slot = 0): SignedEntry {
    const [vote] = this.votes(id, seat, [slot]).votes;
    return { node, seat, vote: { depth: 0, index: 0, slot }, signature: vote!.signature };
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
      const vote = { proposalId: id, depth: 0, index: 0, slot, seat };
      const { signature } = signVote(this.domain, vote, secretOf(`seat ${seat}`));
      return { seat, depth: 0, index: 0, slot, signature };
    });
    return { proposalId: id, votes };
  }

  /** Votes of several seats in one batch. */
  votesOf(id: Uint8Array, seats: readonly number[], slots: readonly number[]): VoteBatch {
    return { proposalId: id, votes: seats.flatMap((seat) => this.votes(id, seat, slots).votes) };
  }

  reveal(id: Uint8Array, entries: readonly SignedEntry[] = [], fields: Partial<Reveal> = {}): Reveal {
    return { proposalId: id, secret: this.secret, transactions: [this.transfer()], entries, ...fields };
  }

  claim(id: Uint8Array, node: TreeNode, seat: number, signer = seat): ClaimBatch {
    const { signature } = signStartClaim(
      this.domain,
      { proposalId: id, node, seat },
      secretOf(`seat ${signer}`),
    );
    return { proposalId: id, claims: [{ node, seat, signature }] };
  }

  /** Claims of several nodes, in the nodes' order, in one batch. */
  claims(id: Uint8Array, claimed: readonly (readonly [TreeNode, number])[]): ClaimBatch {
    return {
      proposalId: id,
      claims: claimed.flatMap(([node, seat]) => this.claim(id, node, seat).claims),
    };
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

  /** A notice of a proof of a node by a rescue vote of the seat; another proof for each `fill`. */
  notice(id: Uint8Array, node: TreeNode, seat: number, fill = 5): ProofNotice {
    const below = subtree(node, 1)
      .slice(1)
      .map(() => ({ seat: null, isCommitted: false }));
    return noticeOf(
      this.nodeProof(id, node, { seat, isCommitted: false }, below, new Uint8Array(100).fill(fill)),
    );
  }

  /** Notices of proofs of several nodes, in the nodes' and seats' order, in one batch. */
  notices(id: Uint8Array, told: readonly (readonly [TreeNode, number])[]): NoticeBatch {
    return { proposalId: id, notices: told.map(([node, seat]) => this.notice(id, node, seat)) };
  }
}

/** The batch as if another seat had cast its votes. Their signatures do not fit. */
export function bySeat(seat: number, { proposalId, votes }: VoteBatch): VoteBatch {
  return { proposalId, votes: votes.map((vote) => ({ ...vote, seat })) };
}

/** A fresh view and memory for one validator test. */
export function messageEnvironment(
  limits: Partial<GossipLimits> = {},
): MessageEnvironment & { readonly context: FakeGossipContext } {
  const bounds = { ...GOSSIP_LIMITS, ...limits };
  return {
    context: new FakeGossipContext(),
    limits: bounds,
    memory: new GateMemory(bounds),
    turn: async () => undefined,
    heavy: (check) => check(),
    mayWait: () => true,
    isOwn: false,
  };
}
