import {
  type Contribution,
  covers,
  isSeat,
  NO_VOTE,
  type RollupDomain,
  type TreeNode,
  toBigInt,
  toBytes,
  verifySeatPath,
} from "@trellis/protocol";
import { verifyVote } from "@trellis/protocol/keys";
import type { ProvenBlock, ProverVoteInput } from "../systems/ProvingJob.ts";
import { badWitness } from "./badWitness.ts";

/**
 * P6.3: performs the circuits' checks of the prover named for `node`, and returns the resulting contribution.
 *
 * @throws TRL-PRV-150 if the vote is not valid.
 */
export function checkProverVote(
  block: ProvenBlock,
  node: TreeNode,
  prover: ProverVoteInput | null,
): Contribution {
  if (prover === null) return { node, seat: null, vote: NO_VOTE };
  const { seat, vote, publicKey, seatPath } = prover;
  if (!isSeat(seat)) throw badWitness("P1.3: seat out of range", { seat });
  if (!covers(vote, node)) {
    throw badWitness("P4.2: node outside the vote's scope", { voteDepth: vote.depth, voteIndex: vote.index });
  }
  if (!verifySeatPath(block.proverSetRoot, seat, publicKey, seatPath)) {
    throw badWitness("P6.3: seat not in the prover set", { seat });
  }
  requireSigned(block, prover);
  return { node, seat, vote };
}

/** P4.2: the key signed this vote for this proposal. @throws TRL-PRV-150 if not. */
export function requireSigned(
  block: { readonly rollupId: bigint; readonly proposalId: Uint8Array },
  { seat, vote, publicKey, signature }: Pick<ProverVoteInput, "seat" | "vote" | "publicKey" | "signature">,
): void {
  const { rollupId, proposalId } = block;
  if (!verifyVote(domainOf(rollupId), { ...vote, proposalId, signature }, publicKey)) {
    throw badWitness("P6.3: vote signature", { seat });
  }
}

/** The chain and contract that a rollup id names. @throws TRL-PRV-150 when it is wider than 28 bytes. */
function domainOf(rollupId: bigint): RollupDomain {
  if (rollupId < 0n || rollupId >> 224n !== 0n) throw badWitness("P4.2: rollup id wider than 28 bytes");
  const bytes = toBytes(rollupId, 28);
  return { chainId: toBigInt(bytes.subarray(0, 8)), rollup: bytes.subarray(8) };
}
