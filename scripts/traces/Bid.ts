import {
  bitmapHash,
  type Contribution,
  ContributionTree,
  contributionEntry,
  contributionsBitmap,
  dataHash,
  dataPath,
  LEAF_DATA_BYTES,
  nodeAt,
  nodeNumber,
  type Proposal,
  ProverBitmap,
  proposalId,
  ROOT_NODE,
  type RollupDomain,
  type TranscriptEntry,
  type TreeNode,
  toHex,
  transcriptPath,
  transcriptRoot,
} from "@trellis/protocol";
import type { Hex } from "viem";

const ZERO_HASH: Hex = `0x${"0".repeat(64)}`;

/** The parts of a bid that L1 has accepted, or is to accept. */
export interface ProvenBid {
  readonly contributions: readonly Contribution[];
  readonly data: Uint8Array;
  readonly proverSetRoot: Hex;
  /** Places of withdrawals in the data. */
  readonly withdrawals: readonly number[];
}

/** A proposal with the data that its proposer and provers keep. Builds the arguments of calls about it. */
export class Bid {
  readonly id: Hex;
  readonly proposal: Proposal;
  readonly entries: readonly TranscriptEntry[];
  readonly bitmap: ProverBitmap;
  readonly roundId: bigint;
  /** As of the last accepted proof. */
  proven: ProvenBid | undefined;

  constructor(
    domain: RollupDomain,
    proposal: Proposal,
    entries: (id: Uint8Array) => readonly TranscriptEntry[],
    bitmap: ProverBitmap,
    roundId: bigint,
  ) {
    const id = proposalId(domain, proposal);
    this.id = toHex(id);
    this.proposal = proposal;
    this.entries = entries(id);
    this.bitmap = bitmap;
    this.roundId = roundId;
  }

  get depth(): number {
    return this.proposal.depth;
  }

  get struct() {
    const { proposal } = this;
    return {
      ...proposal,
      parent: toHex(proposal.parent),
      orderCommitment: toHex(proposal.orderCommitment),
      proposer: toHex(proposal.proposer),
    };
  }

  get transcriptRoot(): Uint8Array {
    return transcriptRoot(this.entries, this.depth, "evidence");
  }

  get bitmapHash(): Hex {
    return toHex(bitmapHash(this.bitmap));
  }

  /** Two entries that use one vote, if any do. */
  get doubled(): readonly [TranscriptEntry, TranscriptEntry] | undefined {
    const last = this.entries.at(-1)!;
    const twin = this.entries.find(
      ({ node, seat, vote }) =>
        nodeNumber(node) !== nodeNumber(last.node) &&
        seat === last.seat &&
        JSON.stringify(vote) === JSON.stringify(last.vote),
    );
    return twin === undefined ? undefined : [twin, last];
  }

  /** Nodes that were not proven by the named seat, but by another one or by nobody. */
  get leftOut(): readonly TranscriptEntry[] {
    return this.entries.filter(({ node, seat }) => this.#contributor(node)?.seat !== seat);
  }

  submission(
    proven: ProvenBid,
    more: { readonly fees: bigint; readonly messageCount: bigint; readonly chunks: boolean },
  ) {
    return {
      proposal: this.struct,
      transcriptRoot: toHex(this.transcriptRoot),
      committedBitmap: this.bitmap.words(),
      provenBitmap: contributionsBitmap(proven.contributions).words(),
      stateAfter: BigInt(this.id) >> 8n,
      contributionsHash: toHex(this.#tree(proven).root()),
      fees: more.fees,
      messageCount: more.messageCount,
      data: more.chunks ? ("0x" as Hex) : toHex(proven.data),
      dataChunks: more.chunks ? this.chunks(proven).map((chunk) => toHex(dataHash(chunk))) : [],
      proof: "0x01" as Hex,
    };
  }

  /** The block's data in two halves. */
  chunks({ data }: ProvenBid): [Uint8Array, Uint8Array] {
    return [data.slice(0, data.length / 2), data.slice(data.length / 2)];
  }

  transcriptProof(entry: TranscriptEntry) {
    const { node, seat, vote, signature } = entry;
    return {
      nodeDepth: node.depth,
      nodeIndex: node.index,
      seat,
      voteDepth: vote.depth,
      voteIndex: vote.index,
      slot: vote.slot,
      r: toHex(signature.slice(0, 32)),
      s: toHex(signature.slice(32)),
      siblings: transcriptPath(this.entries, this.depth, node, "evidence").map(toHex),
    };
  }

  contributionProof(node: TreeNode) {
    const tree = this.#tree(this.proven!);
    return {
      entry: toHex(contributionEntry(tree.at(node))),
      children: tree.childHashes(node)?.map(toHex) ?? [ZERO_HASH, ZERO_HASH],
      siblings: tree.path(node).map(({ sibling }) => toHex(sibling)),
      ancestors: tree.path(node).map(({ entry }) => toHex(entry)),
    };
  }

  /** A seat's own proof of the node for which it was named. */
  nodeProof({ node, seat, vote }: TranscriptEntry) {
    const { data } = this.proven!;
    const size = data.length >> node.depth;
    const part = data.slice(node.index * size, (node.index + 1) * size);
    const above = (level: number): Uint8Array => {
      const width = size * 2 ** level;
      const index = (node.index >> level) ^ 1;
      return dataHash(data.slice(index * width, (index + 1) * width));
    };
    return {
      nodeDepth: node.depth,
      nodeIndex: node.index,
      entry: toHex(contributionEntry({ node, seat, vote })),
      children: [ZERO_HASH, ZERO_HASH],
      stateBefore: 0n,
      stateAfter: 0n,
      txsRoot: 0n,
      dataHash: toHex(dataHash(part)),
      dataSiblings: Array.from({ length: node.depth }, (_, level) => toHex(above(level))),
      fees: 0n,
      messagesBefore: ZERO_HASH,
      messagesAfter: ZERO_HASH,
      proverBitmap: ProverBitmap.EMPTY.words(),
      proof: "0x01" as Hex,
    };
  }

  rewardClaim(nodes: readonly number[]) {
    return {
      proposalId: this.id,
      transcriptRoot: toHex(this.transcriptRoot),
      committedBitmap: this.bitmap.words(),
      contributions: nodes.map((number) => this.contributionProof(nodeAt(number))),
    };
  }

  withdrawalClaim(place: number) {
    const { data, proverSetRoot } = this.proven!;
    const { leaf, siblings } = dataPath(data, place);
    return {
      proposalId: this.id,
      proverSetRoot,
      place: BigInt(place),
      leaf: toHex(leaf),
      siblings: siblings.map(toHex),
    };
  }

  /** Bytes of the block's data. */
  get dataLength(): number {
    return LEAF_DATA_BYTES * 2 ** this.depth;
  }

  get parent(): Hex {
    return toHex(this.proposal.parent);
  }

  get dataHash(): Hex {
    return toHex(dataHash(this.proven!.data));
  }

  #contributor(node: TreeNode): Contribution | undefined {
    return this.proven?.contributions[nodeNumber(node)];
  }

  #tree({ contributions }: ProvenBid): ContributionTree {
    return new ContributionTree(contributions, ROOT_NODE, this.depth);
  }
}
