import { concatBytes, exactly, sha256, toBytes } from "../encoding/bytes.ts";
import { domainBytes, type RollupDomain } from "../RollupDomain.ts";

/** P4.2: the subtree that a vote covers, and which of the prover's slots in it. */
export interface VoteScope {
  readonly depth: number;
  readonly index: number;
  readonly slot: number;
}

/** P4.2: "seat will prove one node inside the subtree rooted at (depth, index)". Signature: 64 bytes r‖s. */
export interface Vote extends VoteScope {
  readonly proposalId: Uint8Array;
  readonly seat: number;
  readonly signature: Uint8Array;
}

/** depth ‖ index ‖ slot in 8, 16 and 16 bits: identifies one of a seat's votes for a proposal, as L1's court does (P9.5). */
export function voteNumber({ depth, index, slot }: VoteScope): number {
  return depth * 2 ** 32 + index * 2 ** 16 + slot;
}

const TAG = new TextEncoder().encode("trellis/vote/v1\0");

/**
 * SHA-256 digest that a vote signs; checked by peers, by the circuits and by L1 alike.
 * @throws TRL-PRO-001 for a number that does not fit its bytes, TRL-PRO-017 for a proposalId that is not 32 bytes long.
 */
export function voteDigest(domain: RollupDomain, proposalId: Uint8Array, vote: VoteScope): Uint8Array {
  return sha256(
    concatBytes(
      TAG,
      domainBytes(domain),
      exactly(proposalId, 32),
      toBytes(vote.depth, 1),
      toBytes(vote.index, 2),
      toBytes(vote.slot, 2),
    ),
  );
}
