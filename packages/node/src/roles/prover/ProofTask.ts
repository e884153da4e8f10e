import { fromHex, type RollupDomain, type TreeNode, type VoteScope } from "@trellis/protocol";
import { signVote } from "@trellis/protocol/keys";
import type { SeatedOption } from "@trellis/strategy";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../proposals/NodeProofs.ts";
import type { OwnSeat } from "./OwnSeats.ts";

/** Slot of the vote by which a seat proves a node that it was not named for. The vote is valid only for that node. */
const RESCUE_SLOT = 0xffff;

/** A node to prove with one of this node's seats. */
export interface ProofTask {
  readonly known: KnownProposal;
  readonly node: TreeNode;
  /** The children's proofs, none for a leaf. */
  readonly inputs: readonly AcceptedNodeProof[];
  readonly seat: OwnSeat;
  /** Whether the transcript names the seat for the node; if not, it is a rescue (P6.6). */
  readonly isNamed: boolean;
  /** The vote by which the seat proves the node. */
  readonly vote: VoteScope;
  readonly voteSignature: Uint8Array;
}

/** The task of an option. Valid only until something changes after the option was made. */
export function proofTaskOf(
  domain: RollupDomain,
  known: KnownProposal,
  seat: OwnSeat,
  { node, isNamed }: Pick<SeatedOption, "node" | "isNamed">,
): ProofTask {
  const inputs = known.inputsOf(node)!;
  const common = { known, node, inputs, seat, isNamed };
  if (isNamed) {
    const { vote, signature } = known.namedFor(node)!;
    const { depth, index, slot } = vote;
    return { ...common, vote: { depth, index, slot }, voteSignature: signature };
  }
  const vote = { depth: node.depth, index: node.index, slot: RESCUE_SLOT };
  const signed = signVote(
    domain,
    { ...vote, proposalId: fromHex(known.id), seat: seat.seat },
    seat.secretKey,
  );
  return { ...common, vote, voteSignature: signed.signature };
}
