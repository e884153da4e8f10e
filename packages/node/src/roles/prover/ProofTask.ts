import { fromHex, type RollupDomain, rescueVote, type TreeNode, type Vote } from "@trellis/protocol";
import { signVote } from "@trellis/protocol/keys";
import type { ProofOption } from "@trellis/strategy";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../proposals/proofs/NodeProofs.ts";
import type { PathStep } from "./OwnPaths.ts";
import type { OwnSeat } from "./OwnSeats.ts";

/** A node to prove with one of this node's seats. */
export interface ProofTask {
  readonly known: KnownProposal;
  readonly node: TreeNode;
  /** The children's proofs, none for a leaf. */
  readonly inputs: readonly AcceptedNodeProof[];
  readonly seat: OwnSeat;
  /** Whether the transcript binds the seat to the node; if not, it is a rescue (R2). */
  readonly isNamed: boolean;
  /** R8: whether the seat has claimed the node, so that it answers for it. */
  readonly isClaimed: boolean;
  /** M1: whether it is made so that a block proof shows own nodes. */
  readonly isOnPath: boolean;
  /** The vote by which the seat proves the node. */
  readonly vote: Vote;
}

/** The task of an option. Valid only until something changes after the option was made. */
export function proofTaskOf(
  domain: RollupDomain,
  known: KnownProposal,
  seat: OwnSeat,
  { node, isNamed, isClaimed }: Pick<ProofOption, "node" | "isNamed" | "isClaimed">,
): ProofTask {
  const inputs = known.inputsOf(node)!;
  const vote = voteOf(domain, known, seat, node, isNamed);
  return { known, node, inputs, seat, isNamed, isClaimed, isOnPath: false, vote };
}

/** M1: the task of a step on an own path. */
export function pathTaskOf(domain: RollupDomain, known: KnownProposal, step: PathStep): ProofTask {
  const { node, seat, isNamed } = step;
  const vote = voteOf(domain, known, seat, node, isNamed);
  return { ...step, known, isClaimed: false, isOnPath: true, vote };
}

function voteOf(
  domain: RollupDomain,
  known: KnownProposal,
  seat: OwnSeat,
  node: TreeNode,
  isNamed: boolean,
): Vote {
  const proposalId = fromHex(known.id);
  if (isNamed) {
    const { vote, signature } = known.bound(node)!;
    return { ...vote, proposalId, seat: seat.seat, signature };
  }
  return signVote(domain, { ...rescueVote(node), proposalId, seat: seat.seat }, seat.secretKey);
}
