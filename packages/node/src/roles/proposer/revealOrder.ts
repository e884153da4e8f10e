import type { Gossip } from "@trellis/gossip";
import { TrellisError } from "@trellis/protocol";
import type { Chain } from "../../chain/Chain.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import type { OwnBlock } from "./OwnBlocks.ts";

/** The parts of the node that revealing an order uses. */
export interface RevealView {
  readonly chain: Chain;
  readonly gossip: Gossip;
  readonly emit: EventSink;
}

/** P6.1, R2: reveals order and transcript of a committed block. @throws TRL-NOD-023 if gossip does not take them now. */
export async function revealOrder({ chain, gossip, emit }: RevealView, own: OwnBlock): Promise<void> {
  const { known, order } = own;
  const { entries, tree } = own.transcript!;
  const reveal = { ...order, entries };
  known.takeReveal(reveal, tree, chain.now);
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
