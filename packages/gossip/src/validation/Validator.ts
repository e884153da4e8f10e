import { fromHex, type Proposal } from "@trellis/protocol";
import type { GossipContext } from "../GossipContext.ts";
import type { Pacer } from "../gate/Pacer.ts";
import type { WorkQueue } from "../gate/WorkQueue.ts";

/** The parts of the node that a validator of any version may use. */
export interface Environment<Context, Limits, Memory> {
  readonly context: Context;
  readonly limits: Limits;
  readonly memory: Memory;
  /** Awaited before each few milliseconds of work. */
  readonly pacer: Pacer;
  /** Long checks of this topic go through this. */
  readonly heavy: WorkQueue;
  /**
   * Whether the node itself publishes the message. It has already made or checked the signatures, proofs and
   * commitments in it. They are not checked a second time.
   */
  readonly isOwn: boolean;
  /** Called when a check fails for a reason that says nothing about the message. */
  readonly report: (error: unknown) => void;
}

/** Who knows proposals: gossip's memory by hexadecimal id, the node by id. */
export interface ProposalSources {
  readonly context: Pick<GossipContext, "proposal">;
  readonly memory: { proposal(id: string): Proposal | undefined };
}

/** The proposal with this hexadecimal id, from gossip's own memory or the node's. */
export function knownProposal({ context, memory }: ProposalSources, id: string): Proposal | undefined {
  return memory.proposal(id) ?? context.proposal(fromHex(id));
}
