import { fromHex, type Proposal, type TopicMessage, type TopicName } from "@trellis/protocol";
import type { GossipContext } from "../GossipContext.ts";
import type { GossipMemory } from "../gate/GossipMemory.ts";
import type { Pacer } from "../gate/Pacer.ts";
import type { WorkQueue } from "../gate/WorkQueue.ts";
import type { GossipLimits } from "../limits/GossipLimits.ts";
import type { Judgement } from "../Verdict.ts";

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

/** What the first version's validators use. */
export type ValidationEnvironment = Environment<GossipContext, GossipLimits, GossipMemory>;

/** Who knows proposals: gossip's memory by hexadecimal id, the node by id. */
export interface ProposalSources {
  readonly context: Pick<GossipContext, "proposal">;
  readonly memory: { proposal(id: string): Proposal | undefined };
}

/**
 * The rules of one topic, as a list of checks that each quote their clause and verdict:
 * [REJECT] only if the message is wrong for every receiver, so that an honest relay is never penalised;
 * [IGNORE] where it is late, known, or beyond a limit; [WAIT] where it depends on what may still come.
 * An accepted message is remembered before the validator returns.
 */
export type Validator<Name extends TopicName> = (
  message: TopicMessage<Name>,
  environment: ValidationEnvironment,
) => Judgement | Promise<Judgement>;

/** The proposal with this hexadecimal id, from gossip's own memory or the node's. */
export function knownProposal({ context, memory }: ProposalSources, id: string): Proposal | undefined {
  return memory.proposal(id) ?? context.proposal(fromHex(id));
}
