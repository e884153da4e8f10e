import type { State } from "@trellis/ledger";
import type { Hex } from "viem";
import type { RoundView } from "../../chain/RoundView.ts";
import { expectedWinner } from "../../proposals/expectedWinner.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";

/** What a block is built on. */
export interface BlockBase {
  readonly proposalId: Hex;
  readonly state: State;
  /** L1 messages consumed up to and including this block. */
  readonly consumed: bigint;
  /** Whether the round's block must still be built on it. */
  readonly isCurrent: () => boolean;
}

/**
 * P3.4: the head or, for the round on top of the running one, the block that is expected to become the head. Undefined until this node
 * has executed that block.
 */
export function blockBase(
  view: ProposalsView,
  { isNext, key }: Pick<RoundView, "isNext" | "key">,
): BlockBase | undefined {
  const { chain } = view;
  const { messagesConsumed: consumed } = chain.view.status;
  if (!isNext) {
    const { head } = chain;
    const { proposalId, state } = head;
    const isCurrent = (): boolean => chain.head === head && chain.rounds[0]!.key === key;
    return { proposalId, state, consumed, isCurrent };
  }
  const parent = expectedWinner(view);
  if (parent?.execution === undefined) return undefined;
  const { execution } = parent;
  return {
    proposalId: parent.id,
    state: execution.stateAfter,
    consumed: consumed + BigInt(execution.consumed),
    isCurrent: () => parent.execution === execution && chain.rounds.some((round) => round.key === key),
  };
}
