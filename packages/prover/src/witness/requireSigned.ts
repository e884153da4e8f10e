import { type RollupDomain, toBigInt, toBytes } from "@trellis/protocol";
import { verifyVote } from "@trellis/protocol/keys";
import type { ProverVoteInput } from "../jobs/ProvingJob.ts";
import { badWitness } from "./badWitness.ts";

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
