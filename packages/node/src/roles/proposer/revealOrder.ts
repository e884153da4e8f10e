import { TrellisError } from "@trellis/protocol";
import type { NodeContext } from "../NodeContext.ts";
import type { OwnBlock } from "./OwnBlocks.ts";

export type RevealContext = Pick<NodeContext, "chain" | "gossip" | "emit">;

/** P6.1: reveals the order of a committed block. @throws TRL-NOD-023 if gossip does not take it now. */
export async function revealOrder({ chain, gossip, emit }: RevealContext, own: OwnBlock): Promise<void> {
  const { known, reveal } = own;
  known.takeReveal(reveal, chain.now);
  const { verdict } = await gossip.publish("reveal", reveal);
  if (verdict.result !== "accept" && verdict.reason !== "known") {
    throw new TrellisError("TRL-NOD-023", `gossip does not relay this node's reveal: ${verdict.reason}`);
  }
  own.isRevealed = true;
  emit({
    event: "revealed",
    proposalId: known.id,
    transactions: reveal.transactions.length,
    depth: known.proposal.depth,
  });
}
