import { nodeKind, type TreeNode } from "@trellis/protocol";
import type { NodeSeconds } from "../proving/expectedPay.ts";
import { awaitedSince, PATIENCE } from "../proving/rescueTime.ts";

/** Part of a proof's time that must remain after it until the window ends. */
const MARGIN = 0.5;

/** A node that the transcript of a revealed block has an entry for, with an own seat in it. */
export interface NamedNode {
  readonly node: TreeNode;
  readonly seat: number;
  /** Whether this prover has cast the entry's vote. */
  readonly hasCast: boolean;
  /** R2: whether the entry binds the seat (`boundEntries`): not if it is vacant, nor if its vote is used at another node too. */
  readonly isBound: boolean;
  /** Time since which peers have told of all its inputs; undefined until they are here and checked. Milliseconds. */
  readonly readyAt: number | undefined;
  /** Whether it was claimed before. */
  readonly isClaimed: boolean;
  /** Whether the seat's own proof of it is known. */
  readonly hasProven: boolean;
}

/** What a prover can take on now. Times are milliseconds of one clock. */
export interface ClaimingSituation {
  readonly treeDepth: number;
  readonly now: number;
  /** End of the proof window. */
  readonly deadline: number;
  /** Machines that have nothing to do. */
  readonly freeMachines: number;
  /** Measured proving times of this prover. */
  readonly seconds: NodeSeconds;
  /** Measured proving times in the network, by which others judge how long to wait. */
  readonly usualSeconds: NodeSeconds;
  /** `claimSeconds` of the rollup. */
  readonly claimTime: number;
  /** How long the proofs below a node usually take to come (`InputTimes`). Milliseconds. */
  readonly inputMs: number;
}

/**
 * R8: the nodes to claim now and to prove at once. A claim binds: the seat has to prove the node if its block wins. So a node is claimed
 * only if
 *
 * - the entry binds the seat by a vote that it has cast,
 * - its inputs are here and checked: nobody can be bound to inputs that were never shown,
 * - the time for claims is not over, and the seat has not proven it yet,
 * - a machine is free for it, which will be done before others lose patience and before the window ends.
 *
 * So a prover is never bound to more than its machines are working on. A proof by another seat changes nothing: in the time for claims it
 * came out of turn, and the bound seat's proof takes the node's pay from it (R2). So nobody gets a node by being quicker.
 * @returns at most as many as there are free machines, higher nodes first: more waits for them.
 */
export function startClaims<Node extends NamedNode>(
  nodes: readonly Node[],
  { treeDepth, now, deadline, freeMachines, seconds, usualSeconds, claimTime, inputMs }: ClaimingSituation,
): Node[] {
  return nodes
    .filter(({ node, hasCast, isBound, readyAt, isClaimed, hasProven }) => {
      if (!hasCast || !isBound || isClaimed || hasProven || readyAt === undefined) return false;
      const kind = nodeKind(node, treeDepth);
      const seen = { readyAt, isNamed: true, preparationMs: kind === "leaf" ? 0 : inputMs };
      if (now >= awaitedSince({ ...seen, claimedAt: undefined }, claimTime) + claimTime * 1_000) return false;
      const time = seconds[kind] * 1_000;
      const since = awaitedSince({ ...seen, claimedAt: now }, claimTime);
      const isInPatience = now + time <= since + PATIENCE * usualSeconds[kind] * 1_000;
      return isInPatience && now + (1 + MARGIN) * time <= deadline;
    })
    .sort((a, b) => a.node.depth - b.node.depth || a.readyAt! - b.readyAt!)
    .slice(0, Math.max(0, freeMachines));
}
