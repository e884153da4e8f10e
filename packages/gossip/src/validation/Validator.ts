import { fromHex, type Proposal } from "@trellis/protocol";
import type { GossipContext } from "../GossipContext.ts";
import type { Ignore, Judgement, Signed } from "../Verdict.ts";

/** The parts of the node that a validator of any version may use. */
export interface Environment<Context, Limits, Memory> {
  readonly context: Context;
  readonly limits: Limits;
  readonly memory: Memory;
  /** Awaited before each further few milliseconds of work. Resolves to undefined to go on; otherwise the message is dropped with it. */
  readonly turn: () => Promise<Ignore | undefined>;
  /**
   * Runs a long check of this topic when the peer's turn comes, and says what it found wrong, or why it did not run. A peer's long checks
   * run one after another. When one finds that a message has to be rejected, those that wait for the same peer are dropped.
   */
  readonly heavy: (check: () => Promise<Judgement | undefined>) => Promise<Judgement | undefined>;
  /** Whether a message with these signers would find a place if it had to wait now. */
  readonly mayWait: (signed: readonly Signed[]) => boolean;
  /**
   * Whether the node itself publishes the message. It has already made or checked the signatures and
   * commitments in it. They are not checked a second time.
   */
  readonly isOwn: boolean;
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
