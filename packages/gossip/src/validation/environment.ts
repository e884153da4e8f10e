import { bondOf, fromHex, type Proposal, type TreeNode } from "@trellis/protocol";
import type { Commitment, GossipContext } from "../GossipContext.ts";
import type { GateMemory } from "../gate/GateMemory.ts";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import type { Environment } from "./Validator.ts";

/** What the validators use. */
export type MessageEnvironment = Environment<GossipContext, GossipLimits, GateMemory>;

/** R9, A24: what L1 takes from a proposer for a commitment with this bid: bid and bond, wei. */
export function escrowOf(burnBid: bigint, { settings }: Pick<GossipContext, "settings">): bigint {
  return burnBid + bondOf(burnBid, settings.bond, settings.bondBps);
}

/**
 * A24: whether a proposal still costs its proposer something: it is committed, so L1 holds its escrow, or the balance covers it. A proposal
 * whose proposer has taken its money out again carries no messages.
 */
export function isCovered(id: string, proposal: Proposal, { context }: MessageEnvironment): boolean {
  return (
    context.committed(fromHex(id)) !== undefined ||
    context.proposerBalance(proposal.proposer) >= escrowOf(proposal.burnBid, context)
  );
}

/** R2: the seat that the transcript on L1 binds to a node, null for a vacant entry, undefined if the transcript is not known here. */
export function namedSeat(
  id: string,
  node: TreeNode,
  commitment: Commitment,
  { context, memory }: MessageEnvironment,
): number | null | undefined {
  const { named } = memory.seen(id);
  return named?.isOf(commitment) ? named.seat(node) : context.namedSeat(fromHex(id), node);
}
