import type { BlockRecord } from "@trellis/l1";
import { score, toHex } from "@trellis/protocol";
import type { EndingBid, KnownBid } from "@trellis/strategy";
import type { Chain } from "../../chain/Chain.ts";

/** A commitment as L1 has it, with what decides its round. */
export interface RoundBid extends KnownBid, EndingBid {
  readonly record: BlockRecord;
}

/**
 * The commitments of a round that build on the same block as its winner, by L1's record alone. The one that L1 holds for the best comes first:
 * of equal final scores the earlier proof wins.
 * @param alpha - of the round, in 2^-16.
 * @param isOwn - whether this node has proposed a commitment.
 */
export function roundBids(
  chain: Pick<Chain, "records" | "view">,
  roundId: number,
  alpha: number,
  isOwn: (record: BlockRecord) => boolean,
): RoundBid[] {
  const { best, head, running } = chain.view.status;
  const round = chain.records.ofRound(roundId);
  const first = round.find(({ proposalId, isFinal }) => isFinal || proposalId === best);
  const parentOf = ({ proposal }: BlockRecord): string => toHex(proposal.parent);
  const parent = running.round.id === roundId ? head : first && parentOf(first);
  const onHead = (record: BlockRecord): boolean => parent === undefined || parentOf(record) === parent;
  const ordered = first === undefined ? round : [first, ...round.filter((record) => record !== first)];
  return ordered.filter(onHead).map((record): RoundBid => {
    const { burnBid } = record.proposal;
    const committedSeats = record.committed.count();
    const provenSeats = record.kept[record.best]?.provers.count() ?? 0;
    const provisional = score(committedSeats, burnBid, alpha);
    return {
      record,
      burnBid,
      committedSeats,
      provenSeats,
      provisional,
      reachable: provisional,
      final: record.kept.length === 0 ? undefined : score(provenSeats, burnBid, alpha),
      revealedAt: undefined,
      block: "unknown",
      isOwn: isOwn(record),
    };
  });
}
