import type { RollupSettings, SignedEntry } from "@trellis/protocol";
import { nodePay, type TreeNode } from "@trellis/protocol";
import { payTerms } from "@trellis/strategy";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";

/** P8.3: what each node of a block pays its committed seat, wei, if the block wins and every committed node is proven. */
export function committedPay(
  { proposal }: KnownProposal,
  settings: RollupSettings,
): (node: TreeNode) => bigint {
  const { blockReward, proverShareBps, weights, treeDepth, uncommittedFactorBps } = payTerms(
    settings,
    proposal,
  );
  const pool = (blockReward * BigInt(proverShareBps)) / 10_000n;
  return (node) => nodePay(pool, weights, node, treeDepth, true, uncommittedFactorBps);
}

/**
 * R6: what own seats are paid for the nodes of a block that they have claimed or proven, wei, if the block wins and every committed node
 * is proven.
 * @param ownNodes - the entries that bind own seats.
 */
export function ownPay(
  known: KnownProposal,
  ownNodes: readonly SignedEntry[],
  settings: RollupSettings,
): bigint {
  const payOf = committedPay(known, settings);
  let sum = 0n;
  for (const { node, seat } of ownNodes) {
    const isProven = known.proofsOf(node).some(({ message }) => message.seat === seat);
    if (isProven || known.claimOf(node) !== undefined) sum += payOf(node);
  }
  return sum;
}
