import { courtCalls, type L1Addresses, type L1Call, l1Calls } from "@trellis/l1";
import {
  type ContributionTree,
  contributionEntry,
  dataHash,
  nodeAt,
  ProverBitmap,
  type TreeNode,
  toHex,
  transcriptBitmap,
  transcriptPath,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Rival } from "./TestNode.ts";

/** What L1 has taken of a block, as far as others show it to the contracts. */
export interface TakenBlock {
  readonly contributions: ContributionTree;
  readonly data: Uint8Array;
  readonly proverSetRoot: Hex;
}

const ZERO_HASH: Hex = `0x${"0".repeat(64)}`;

/** P9.1 */
export function reportCall(
  addresses: L1Addresses,
  { known, transcript }: Rival,
  { contributions }: TakenBlock,
  number: number,
): L1Call {
  const node = nodeAt(number);
  return courtCalls.report(addresses, {
    proposalId: known.id,
    transcriptRoot: toHex(transcript.transcriptRoot),
    bitmapHash: toHex(transcript.bitmapHash),
    ...namedFor(transcript.entries, known.proposal.depth, node),
    ...shown(contributions, node),
  });
}

/** P8.3 */
export function claimCall(
  addresses: L1Addresses,
  { known, transcript }: Rival,
  { contributions }: TakenBlock,
  number: number,
): L1Call {
  return l1Calls.claimRewards(addresses, [
    {
      proposalId: known.id,
      transcriptRoot: toHex(transcript.transcriptRoot),
      committedBitmap: transcriptBitmap(transcript.entries).words(),
      ...shown(contributions, nodeAt(number)),
    },
  ]);
}

/** P9.3: the verifier takes any proof; what the contract itself compares is true. */
export function contestCall(
  addresses: L1Addresses,
  { known }: Rival,
  { data, proverSetRoot }: TakenBlock,
  number: number,
  seat: number,
): L1Call {
  const node = nodeAt(number);
  const hashAt = ({ depth, index }: TreeNode): Hex => {
    const size = data.length >> depth;
    return toHex(dataHash(data.slice(index * size, (index + 1) * size)));
  };
  const dataSiblings = Array.from({ length: node.depth }, (_, level) =>
    hashAt({ depth: node.depth - level, index: (node.index >> level) ^ 1 }),
  );
  return courtCalls.contest(addresses, {
    proposalId: known.id,
    blockDataHash: toHex(dataHash(data)),
    proverSetRoot,
    node: {
      nodeDepth: node.depth,
      nodeIndex: node.index,
      entry: toHex(contributionEntry({ node, seat, vote: { depth: 0, index: 0, slot: 0 } })),
      children: [ZERO_HASH, ZERO_HASH],
      stateBefore: "0",
      stateAfter: "0",
      txsRoot: "0",
      dataHash: hashAt(node),
      dataSiblings,
      fees: "0",
      messagesBefore: ZERO_HASH,
      messagesAfter: ZERO_HASH,
      proverBitmap: ProverBitmap.EMPTY.words().map(String),
      proof: "0x",
    },
  });
}

function namedFor(entries: Rival["transcript"]["entries"], depth: number, node: TreeNode) {
  const entry = entries.find((one) => one.node.depth === node.depth && one.node.index === node.index)!;
  return { entry, siblings: transcriptPath(entries, depth, node) };
}

function shown(contributions: ContributionTree, node: TreeNode) {
  return {
    contribution: contributions.at(node),
    children: contributions.childHashes(node),
    path: contributions.path(node),
  };
}
