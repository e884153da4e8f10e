import { score, type Tally } from "@trellis/protocol";
import { isBetterProof, type ProvenSubtree } from "../proving/betterProof.ts";
import { bestProven, type KnownBid } from "../ranking/KnownBid.ts";
import { mayBeUncle, type UncleRule } from "../ranking/worthProving.ts";

const KINDS = ["leaf", "merge", "root"] as const;

/** A block proof that a party could submit. Sets of nodes have the bit of each node's number. */
export interface BlockProof extends ProvenSubtree {
  /** Nodes that were proven as committed. */
  readonly nodes: bigint;
  /** Those of them that own seats proved. */
  readonly ownNodes: bigint;
  /** Entries that it shows as vacant, by kind. */
  readonly vacant: Tally["vacant"];
  /** Nodes that own seats proved as rescuers. */
  readonly ownRescues: bigint;
  /** R7: whether an own seat among its committed provers is neither committed in the bid that wins so far nor shown by the best proof. */
  readonly hasNewOwnSeat: boolean;
}

/** R2: what L1 keeps of a block. */
export interface KeptProofs {
  /** The best proof; undefined if there is none. */
  readonly best: ProvenSubtree | undefined;
  /** Nodes that some kept proof shows as committed. */
  readonly nodes: bigint;
  /** The most entries of each kind that one of them shows as vacant. */
  readonly vacant: Tally["vacant"];
  /** Nodes that some kept proof shows as rescued: the first rescuer that L1 sees is paid. */
  readonly rescued: bigint;
}

/** The round in which a block was committed. */
export interface SubmittingRound extends UncleRule {
  /** All bids, in the order of their proofs. */
  readonly bids: readonly KnownBid[];
  /** R14: exponent of the round's scores, in 2^-16. */
  readonly alpha: number;
}

/**
 * Why a block proof is worth its gas to a party.
 *
 * - `leads`: its block would win, and did not before.
 * - `raisesReward`: it shows more seats, nodes or vacant entries than L1 has of an own block that wins, so the own reward rises.
 * - `savesBond`: an own block stands behind one with fewer committed seats, and loses less of its bond (R9).
 * - `paysSeats`: it shows nodes that own seats proved and L1 did not know of, in a block that wins or can be named for new seats (R7).
 *   L1 then pays for them, and nobody can be reported for them (R8).
 */
export type SubmissionReason = "leads" | "raisesReward" | "savesBond" | "paysSeats";

/** A proof to submit, and why. */
export interface Submission<Proof> {
  readonly proof: Proof;
  readonly reason: SubmissionReason;
}

/**
 * R2: whether L1 keeps a proof: it is better than the best one, or shows a committed node that no kept proof shows, or more vacant
 * entries of a kind than any.
 */
export function isKept(
  proof: Pick<BlockProof, "committedProvers" | "committedWeight" | "nodes" | "vacant">,
  kept: Pick<KeptProofs, "best" | "nodes" | "vacant">,
): boolean {
  if (kept.best === undefined || isBetterProof(proof, kept.best)) return true;
  return (proof.nodes & ~kept.nodes) !== 0n || KINDS.some((kind) => proof.vacant[kind] > kept.vacant[kind]);
}

/**
 * P7.1, R2: the proof of a block that a party submits: of those that L1 would keep and that are worth their gas to it, the best; then the
 * one that shows most nodes of own seats. Undefined if there is none.
 * @param bid - the block's, one of the round's bids.
 * @param isOwn - whether this party proposed it.
 * @throws TRL-PRO-019 for numbers that have no score.
 */
export function chooseSubmission<Proof extends BlockProof>(
  bid: KnownBid,
  isOwn: boolean,
  proofs: readonly Proof[],
  kept: KeptProofs,
  round: SubmittingRound,
): Submission<Proof> | undefined {
  let chosen: Submission<Proof> | undefined;
  for (const proof of proofs) {
    if (!isKept(proof, kept)) continue;
    const reason = reasonFor(bid, isOwn, proof, kept, round);
    if (reason === undefined) continue;
    if (chosen === undefined || comesBefore(proof, chosen.proof, kept)) chosen = { proof, reason };
  }
  return chosen;
}

function reasonFor(
  bid: KnownBid,
  isOwn: boolean,
  proof: BlockProof,
  kept: KeptProofs,
  { bids, alpha, ...rule }: SubmittingRound,
): SubmissionReason | undefined {
  const winner = bestProven(bids);
  const isBetter = kept.best === undefined || isBetterProof(proof, kept.best);
  if (winner !== bid) {
    // Of equal scores the earlier proof wins.
    const reached = score(proof.committedProvers, bid.burnBid, alpha);
    if (winner?.final === undefined || reached > winner.final) return "leads";
    const isAbove = bid.provisional > winner.provisional;
    if (isOwn && isAbove && proof.committedProvers > (kept.best?.committedProvers ?? 0)) return "savesBond";
    return proof.hasNewOwnSeat && mayBeUncle(bid.burnBid, winner.burnBid, rule) && isBetter
      ? "paysSeats"
      : undefined;
  }
  if (isOwn) return "raisesReward";
  return newOwnNodes(proof, kept) !== 0n ? "paysSeats" : undefined;
}

/** Nodes of own seats that L1 would pay for by this proof first. */
function newOwnNodes({ ownNodes, ownRescues }: BlockProof, { nodes, rescued }: KeptProofs): bigint {
  return (ownNodes & ~nodes) | (ownRescues & ~nodes & ~rescued);
}

function comesBefore(one: BlockProof, other: BlockProof, kept: KeptProofs): boolean {
  if (isBetterProof(one, other)) return true;
  if (isBetterProof(other, one)) return false;
  return bitsOf(newOwnNodes(one, kept)) > bitsOf(newOwnNodes(other, kept));
}

function bitsOf(set: bigint): number {
  let count = 0;
  for (let rest = set; rest !== 0n; rest &= rest - 1n) count++;
  return count;
}
