import type { NodeKind, TreeNode } from "@trellis/protocol";
import { score } from "@trellis/protocol";
import {
  chancesToWin,
  expectedNodePay,
  meanNode,
  type NodeSeconds,
  type PayTerms,
  scopesFor,
} from "../proving/expectedPay.ts";
import type { Offer, OpenProposal } from "../proving/Offer.ts";
import { costOfProof, type ProofCost } from "../proving/proofCost.ts";

/** Part of the proof window to fill with expected work; the rest allows for slower proofs. */
const WINDOW_PART = 0.8;
/** Lower bound of proving times, so that none is zero. */
const LEAST_SECONDS = 0.001;

/** The facts from which a prover votes. */
export interface VotingTask {
  readonly proposals: readonly OpenProposal[];
  /** Own seats that are active in the round. */
  readonly seats: readonly number[];
  /** Most votes of a seat for one proposal. */
  readonly capacity: number;
  /** Proofs made at the same time. */
  readonly maxJobs: number;
  /** Measured proving times of this prover. */
  readonly seconds: NodeSeconds;
  /** Length of the proof window. */
  readonly proofSeconds: number;
  readonly cost: ProofCost;
  /** Chance that a block wins once provers work on it, 0..1: provers work on the leader alone (R17). */
  readonly confidence: number;
}

/** A proposal that is worth a vote. */
interface Prospect {
  readonly proposal: OpenProposal;
  readonly canProve: (kind: NodeKind) => boolean;
  /** Expected gain of a second of proving, wei. */
  readonly rate: number;
  /** Mean time of one of its nodes, seconds. */
  readonly seconds: number;
}

/**
 * R6, A7: the votes to cast now, for proposals and seats that have none yet. A prover offers only kinds of nodes that it can prove in
 * time and that are expected to pay more than they cost. So a proposal that pays provers nothing gets no vote. It starts with the
 * proposals that gain it most for a second. All nodes offered to one proposal fit the window; several proposals share it, because only one
 * wins. Nodes of one row are ready at about the same time, so one proposal gets at most one vote a machine and row.
 */
export function offerVotes(task: VotingTask): Offer[] {
  const { maxJobs, capacity } = task;
  const budget = task.proofSeconds * maxJobs * WINDOW_PART;
  const prospects = prospectsOf(task);
  const offers: Offer[] = [];
  for (const prospect of prospects) {
    const { proposal, canProve, seconds } = prospect;
    const { treeDepth } = proposal.terms;
    let votes = castVotes(prospect);
    const seats = task.seats.filter((seat) => !proposal.cast.has(seat));
    for (const [i, seat] of seats.entries()) {
      let room = Math.floor(Math.min(budget / seconds, maxJobs * (treeDepth + 1)) - votes);
      // Even a slow prover may take one node, if it can prove it in time.
      if (votes === 0) room = Math.max(room, 1);
      if (room < 1) break;
      // Every seat counts in the score, so each gets one place before any gets more.
      const places = Math.min(capacity, Math.max(1, Math.floor(room / (seats.length - i))));
      const scopes = scopesFor(treeDepth, places, canProve, occasionOf(proposal, seat));
      if (scopes.length === 0) break;
      offers.push({ id: proposal.id, seat, votes: scopes });
      votes += scopes.length;
    }
  }
  return offers;
}

/** R6: whether a node of this kind is expected to pay more than it costs. */
export function isWorthProving(
  kind: NodeKind,
  terms: PayTerms,
  { seconds, cost, confidence }: Pick<VotingTask, "seconds" | "cost" | "confidence">,
): boolean {
  const pay = expectedNodePay(terms, nodeOfKind(kind, terms.treeDepth), true, confidence);
  return pay > Number(costOfProof(cost, kind, seconds[kind]));
}

/** The proposals with nodes that this prover can prove with a gain, the greatest gain per second first. */
function prospectsOf(task: VotingTask): Prospect[] {
  const { proposals, seconds, cost, confidence } = task;
  // The number of provers of each is not known yet, so the bids decide.
  const chances = chancesToWin(proposals.map(({ burnBid }) => score(1, burnBid)));
  return proposals
    .flatMap((proposal, i) => {
      const { terms } = proposal;
      const canProve = (kind: NodeKind): boolean =>
        isInTime(kind, terms.treeDepth, task) && isWorthProving(kind, terms, task);
      const [scope] = scopesFor(terms.treeDepth, 1, canProve, 0);
      if (scope === undefined) return [];
      const mean = meanNode(terms, scope, seconds, confidence);
      const time = Math.max(LEAST_SECONDS, mean.seconds);
      const meanCost = meanNodeCost(terms, scope, seconds, cost);
      return [{ proposal, canProve, rate: ((mean.pay - meanCost) * chances[i]!) / time, seconds: time }];
    })
    .sort((a, b) => b.rate - a.rate);
}

/** Mean cost of the nodes in a scope, wei. */
function meanNodeCost(
  { treeDepth }: PayTerms,
  scope: TreeNode,
  seconds: NodeSeconds,
  cost: ProofCost,
): number {
  const of = (kind: NodeKind): number => Number(costOfProof(cost, kind, seconds[kind]));
  const leaves = 2 ** (treeDepth - scope.depth);
  const roots = scope.depth === 0 ? 1 : 0;
  const merges = leaves - 1 - roots;
  return (leaves * of("leaf") + merges * of("merge") + roots * of("root")) / (leaves + merges + roots);
}

/** Whether a node of the kind can be proven in time, if others are as slow as this prover with the nodes below it. */
function isInTime(kind: NodeKind, treeDepth: number, { seconds, proofSeconds }: VotingTask): boolean {
  const merges = (treeDepth - 1) * seconds.merge;
  const path = {
    leaf: seconds.leaf,
    merge: seconds.leaf + merges,
    root: seconds.leaf + merges + seconds.root,
  };
  return path[kind] <= proofSeconds;
}

/** Some node of the kind. A tree of depth 1 has no merges; it is asked for none. */
function nodeOfKind(kind: NodeKind, treeDepth: number): TreeNode {
  const depth = { leaf: treeDepth, merge: Math.min(1, treeDepth - 1), root: 0 }[kind];
  return { depth, index: 0 };
}

function castVotes({ proposal }: Prospect): number {
  return [...proposal.cast.values()].reduce((sum, votes) => sum + votes, 0);
}

/** Differs by seat and proposal; the same in every process. */
function occasionOf({ id }: OpenProposal, seat: number): number {
  return Number.parseInt(id.slice(2, 10), 16) + seat;
}
