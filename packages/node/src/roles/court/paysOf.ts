import { nodeShare, weightsOf } from "@trellis/strategy";
import type { Hex } from "viem";
import type { Chain } from "../../chain/Chain.ts";

/** R8: what the nodes of a settled block pay a committed prover, wei, as the court counts it; undefined before it is settled. */
export function paysOf(chain: Chain, proposalId: Hex): ((nodeNumber: number) => bigint) | undefined {
  const reward = chain.rewards.settled(proposalId);
  const block = chain.commitment(proposalId);
  if (reward === undefined || block === undefined) return undefined;
  const weights = weightsOf(chain.settings);
  const { depth } = block.proposal;
  return (number) => nodeShare(reward.pool, number, depth, weights);
}
