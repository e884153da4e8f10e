import type { GossipLimits } from "../limits/GossipLimits.ts";
import { ProposalMemory } from "./ProposalMemory.ts";

/** The messages that gossip has accepted about one proposal, to recognise repeats and excess. */
export class SeenMessages {
  /** Accepted votes by seat, each as one number of depth, index and slot. */
  readonly votes = new Map<number, Set<number>>();
  voteCount = 0;
  /** Hexadecimal roots of accepted transcripts. */
  readonly transcripts = new Set<string>();
  revealed = false;
  /** Seats whose proof of a node was accepted, by node number. */
  readonly proofs = new Map<number, Set<number>>();
}

/** The memory of the first version's gossip. */
export class GossipMemory extends ProposalMemory<SeenMessages> {
  constructor(limits: GossipLimits) {
    super(limits, () => new SeenMessages());
  }
}
