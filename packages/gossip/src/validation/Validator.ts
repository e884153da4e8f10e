import { fromHex, type Proposal, type TopicMessage, type TopicName } from "@trellis/protocol";
import type { GossipContext } from "../GossipContext.ts";
import type { GossipMemory } from "../gate/GossipMemory.ts";
import type { Pacer } from "../gate/Pacer.ts";
import type { WorkQueue } from "../gate/WorkQueue.ts";
import type { GossipLimits } from "../limits/GossipLimits.ts";
import type { Judgement } from "../Verdict.ts";

/** The parts of the node that a validator may use. */
export interface ValidationEnvironment {
  readonly context: GossipContext;
  readonly limits: GossipLimits;
  readonly memory: GossipMemory;
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
export function knownProposal(environment: ValidationEnvironment, id: string): Proposal | undefined {
  return environment.memory.proposal(id) ?? environment.context.proposal(fromHex(id));
}
