import { fromHex, type RollupDomain, type TreeNode, type Vote } from "@trellis/protocol";
import { signVote } from "@trellis/protocol/keys";
import { rescueVote } from "@trellis/protocol/second";
import type { ProofOption } from "@trellis/strategy/second";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../proposals/NodeProofs.ts";
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
  const common = { known, node, inputs, seat, isNamed, isClaimed };
  const proposalId = fromHex(known.id);
  if (isNamed) {
    const { vote, signature } = known.bound(node)!;
    return { ...common, vote: { ...vote, proposalId, seat: seat.seat, signature } };
  }
  const vote = signVote(domain, { ...rescueVote(node), proposalId, seat: seat.seat }, seat.secretKey);
  return { ...common, vote };
}
