import { TrellisError, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Chain } from "../../chain/Chain.ts";
import type { OwnReveals } from "../../disk/OwnReveals.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";

/** What tells of a proposer's other commitments in a round. */
export interface CommitmentView {
  readonly chain: Pick<Chain, "roundOf" | "records" | "now">;
  readonly reveals: Pick<OwnReveals, "all"> | undefined;
  /** The proposer's address. */
  readonly proposer: Hex;
}

/**
 * P5.3: why a proposal may not be committed, if another one of this proposer stands or may still land in its round: each takes a bid and a
 * bond. Undefined if it may be.
 *
 * - TRL-NOD-026: this node has sent another one, which L1 has neither taken nor refused, and which has not expired.
 * - TRL-NOD-027: L1 has one that this node has no record of: another process uses its key.
 */
export function otherCommitment(
  { chain, reveals, proposer }: CommitmentView,
  { id, proposal }: Pick<KnownProposal, "id" | "proposal">,
): TrellisError | undefined {
  const round = chain.roundOf(proposal);
  if (round === undefined) return undefined;
  const sent = reveals?.all() ?? [];
  const isOwn = (other: Hex): boolean => sent.some(({ reveal }) => toHex(reveal.proposalId) === other);
  const taken = chain.records
    .ofRound(round.roundId)
    .find(
      (record) =>
        record.proposalId !== id &&
        toHex(record.proposal.proposer) === proposer &&
        chain.roundOf(record.proposal) !== undefined,
    );
  if (taken !== undefined && !isOwn(taken.proposalId)) {
    return new TrellisError(
      "TRL-NOD-027",
      `L1 has a commitment by ${proposer} for ${round.key} of which this node has no record: another process uses the key in l1KeyFile, or dataDir was replaced`,
      { proposalId: taken.proposalId, round: round.key },
    );
  }
  const underway = sent.find(
    ({ signed, reveal }) =>
      toHex(reveal.proposalId) !== id &&
      toHex(signed.proposal.proposer) === proposer &&
      chain.roundOf(signed.proposal)?.key === round.key &&
      signed.proposal.expiry >= chain.now,
  );
  if (underway === undefined) return undefined;
  return new TrellisError(
    "TRL-NOD-026",
    `this node has sent another commitment for ${round.key}, which may still land; it sends no second one`,
    { proposalId: toHex(underway.reveal.proposalId), round: round.key },
  );
}
