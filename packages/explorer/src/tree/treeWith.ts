import type { GossipNews } from "../data/LiveStream.ts";
import type { TreeNode } from "../data/resources.ts";

/** A tree with what peers have said since the node's answer: the first proof counts, and the first claim. */
export function treeWith(nodes: readonly TreeNode[], heard: readonly GossipNews[]): readonly TreeNode[] {
  if (heard.length === 0) return nodes;
  const all = [...nodes];
  for (const { kind, node: number, seat, received_ms: at } of heard) {
    const node = number === undefined ? undefined : all[number];
    if (node === undefined || seat === undefined) continue;
    const before = node.gossip ?? {
      source: "gossip",
      provenBy: null,
      provenAtMs: null,
      claimedBy: null,
      claimedAtMs: null,
      tookMs: null,
    };
    if (kind === "claim" && before.claimedBy === null) {
      all[node.number] = { ...node, gossip: { ...before, claimedBy: seat, claimedAtMs: at } };
    }
    if (kind === "node_proof" && before.provenBy === null) {
      const took = before.claimedBy === seat && before.claimedAtMs !== null ? at - before.claimedAtMs : null;
      all[node.number] = { ...node, gossip: { ...before, provenBy: seat, provenAtMs: at, tookMs: took } };
    }
  }
  return all;
}

/** A tree, and what it is made of. */
export interface Known {
  /** The node's answer. */
  readonly told: readonly TreeNode[];
  /** How much of what peers have said since is in it. */
  readonly heard: number;
  readonly nodes: readonly TreeNode[];
}

/** The tree with the news added. It works on the new nodes only, because a deep tree has thousands. */
export function knownWith(before: Known, told: readonly TreeNode[], heard: readonly GossipNews[]): Known {
  const goesOn = before.told === told && before.heard <= heard.length;
  const nodes = goesOn ? treeWith(before.nodes, heard.slice(before.heard)) : treeWith(told, heard);
  return { told, heard: heard.length, nodes };
}
