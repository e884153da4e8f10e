import {
  type Contribution,
  ContributionTree,
  innerContributionsHash,
  leafContributionsHash,
  type Proposal,
  ROOT_NODE,
  sha256,
  type TranscriptEntry,
  type TreeNode,
  toHex,
  transcriptBitmap,
  transcriptRoot,
} from "@trellis/protocol";
import type { CommittedProposal } from "../src/reading/CommittedProposal.ts";
import type { RewardClaim } from "../src/sending/l1Calls.ts";

/** The nodes of a tree of depth 1: root, left leaf, right leaf. */
export const NODES: readonly TreeNode[] = [ROOT_NODE, { depth: 1, index: 0 }, { depth: 1, index: 1 }];

const PROPOSAL: Proposal = {
  height: 1n,
  round: 0,
  parent: new Uint8Array(32),
  depth: 1,
  orderCommitment: new Uint8Array(32),
  proverShareBps: 5_000,
  burnBid: 500n,
  proposer: new Uint8Array(20).fill(1),
  expiry: 1_000n,
};

/**
 * A committed block of depth 1 and who proved it.
 * @param named - seats that its transcript names, root first; the slot of each one's vote is its place, unless `slots` says otherwise.
 * @param provers - seats that proved the nodes; null for nobody.
 */
export function provenBlock(
  named: readonly [number, number, number],
  provers: readonly [number | null, number | null, number | null],
  slots: readonly [number, number, number] = [0, 1, 2],
): {
  readonly committed: CommittedProposal;
  readonly entries: readonly TranscriptEntry[];
  readonly tree: ContributionTree;
} {
  const vote = (place: number) => ({ depth: 0, index: 0, slot: slots[place]! });
  const entries = named.map((seat, place) => ({
    node: NODES[place]!,
    seat,
    vote: vote(place),
    signature: new Uint8Array(64).fill(seat),
  }));
  const contributions = provers.map((seat, place) => ({ node: NODES[place]!, seat, vote: vote(place) }));
  return {
    committed: {
      proposalId: toHex(new Uint8Array(32).fill(7)),
      proposal: PROPOSAL,
      transcriptRoot: toHex(transcriptRoot(entries, 1, "evidence")),
      bitmap: transcriptBitmap(entries),
    },
    entries,
    tree: new ContributionTree(contributions, ROOT_NODE, 1),
  };
}

/** The contributions hash of the block that a contribution and its hashes lead to, worked out as L1 does. */
export function openedRoot({
  contribution,
  children,
  path,
}: Pick<RewardClaim, "contribution" | "children" | "path">): Uint8Array {
  let hash = ownHash(contribution, children);
  let { index } = contribution.node;
  for (const { sibling, entry } of path) {
    hash = index & 1 ? sha256(sibling, hash, entry) : sha256(hash, sibling, entry);
    index >>= 1;
  }
  return hash;
}

function ownHash(contribution: Contribution, children: RewardClaim["children"]): Uint8Array {
  return children === undefined
    ? leafContributionsHash(contribution)
    : innerContributionsHash(...children, contribution);
}
