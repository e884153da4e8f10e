import { RpcClient } from "@trellis/client";
import { l1Calls, MAX_CLAIMS, type RewardClaim, readCommitments, readSeats, rewardClaims } from "@trellis/l1";
import {
  type Contribution,
  ContributionTree,
  nodeNumber,
  ROOT_NODE,
  TrellisError,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { L1Session } from "../../shell/L1Session.ts";
import type { Plan } from "../../shell/l1Command.ts";
import { type BlockAtHeight, sayNotHeld } from "./sayNotHeld.ts";

/** Blocks to look at, the latest first. Nodes hold the contributions of the last ones only. */
const MAX_BLOCKS = 64;
/** Which rewards to claim. */
export interface ClaimChoice {
  /** RPC of a node. */
  readonly node: string;
  readonly seat?: number | undefined;
  readonly all: boolean;
  readonly proposal?: Hex | undefined;
}

/**
 * P8.3: one transaction that claims what seats have earned. Contributions come from a node and are checked
 * against L1's hash.
 * @throws TRL-CLI-033 if the node's contributions do not match L1's; TRL-CLN-001 if the node does not answer;
 * the errors of the L1 client.
 */
export async function planClaims(session: L1Session, owner: Hex, choice: ClaimChoice): Promise<Plan> {
  const { client, addresses } = session;
  const { seats } = await readSeats(client);
  const isWanted = (seat: number): boolean =>
    choice.seat !== undefined ? seat === choice.seat : choice.all || seats[seat]?.payout === owner;
  const { proposal: proposalId } = choice;
  const commitments = await readCommitments(client, proposalId === undefined ? {} : { proposalId });
  const rpc = new RpcClient(choice.node);
  const claims: RewardClaim[] = [];
  const says: string[] = [];
  const notHeld: BlockAtHeight[] = [];
  for (const commitment of commitments.reverse().slice(0, MAX_BLOCKS)) {
    const id = commitment.proposalId;
    const { depth } = await client.read("rollup", "rewardPoolOf", [id]);
    if (depth === 0) continue;
    const contributions = await heldBy(rpc, id);
    if (contributions === undefined) {
      notHeld.push({ proposalId: id, height: commitment.proposal.height });
      continue;
    }
    const tree = new ContributionTree(contributions, ROOT_NODE, depth);
    const { contributionsHash } = await client.read("rollup", "commitmentOf", [id]);
    if (toHex(tree.root()) !== contributionsHash) {
      throw new TrellisError(
        "TRL-CLI-033",
        "the node's contributions differ from those of the block that L1 accepted; ask another node",
        {
          proposalId: id,
        },
      );
    }
    let count = 0;
    for (const claim of rewardClaims(commitment, tree, isWanted)) {
      const number = BigInt(nodeNumber(claim.contribution.node));
      if (await client.read("rollup", "isClaimed", [id, number])) continue;
      if (claims.length >= MAX_CLAIMS) break;
      count++;
      claims.push(claim);
    }
    if (count > 0) says.push(`block ${id}, height ${commitment.proposal.height}: ${count} nodes`);
  }
  says.push(...sayNotHeld(notHeld));
  if (claims.length === 0) says.push("nothing to claim");
  return {
    calls: claims.length === 0 ? [] : [l1Calls.claimRewards(addresses, claims)],
    says,
    facts: {
      notHeld: notHeld.map(({ proposalId }) => proposalId),
      claims: claims.map(({ proposalId, contribution: { node, seat } }) => ({ proposalId, node, seat })),
    },
  };
}

/** Undefined if the node does not hold them. */
async function heldBy(rpc: RpcClient, id: Hex): Promise<readonly Contribution[] | undefined> {
  try {
    return await rpc.call("trellis_getContributions", [id]);
  } catch (error) {
    if (error instanceof TrellisError && error.context.refusal === "TRL-NOD-042") return undefined;
    throw error;
  }
}
