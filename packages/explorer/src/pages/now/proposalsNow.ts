import type { Bid, Round } from "../../data/resources.ts";

/** A proposal of a running height. */
export interface ProposalNow {
  readonly id: string;
  readonly proposer: string;
  readonly burnBid: string;
  readonly votes: Bid["votes"];
  readonly isCommitted: boolean;
  /** Seats that it names, and those that a proof shows; 0 before. */
  readonly seats: number;
  readonly provenSeats: number;
  /** Provisional and proven scores; 0 before. */
  readonly score: bigint;
  readonly proven: bigint;
}

/** The proposals of a round: committed ones by score, then those that peers only announced, by bid. */
export function proposalsNow(bids: readonly Bid[], round: Round | undefined): readonly ProposalNow[] {
  const votes = new Map(bids.map(({ proposalId, votes: seen }) => [proposalId, seen]));
  const committed = (round?.proposals ?? []).map(
    ({ proposalId, proposer, burnBid, committed: claim, proven }): ProposalNow => ({
      id: proposalId,
      proposer,
      burnBid,
      votes: votes.get(proposalId) ?? null,
      isCommitted: true,
      seats: claim.seats,
      provenSeats: proven?.seats ?? 0,
      score: BigInt(claim.score),
      proven: BigInt(proven?.score ?? 0),
    }),
  );
  const known = new Set(committed.map(({ id }) => id));
  const announced = bids
    .filter(({ proposalId, round: place }) => !known.has(proposalId) && place === (round?.round ?? 0))
    .map(
      ({ proposalId, proposer, burnBid, votes: seen, l1 }): ProposalNow => ({
        id: proposalId,
        proposer,
        burnBid,
        votes: seen,
        isCommitted: l1 !== null,
        seats: 0,
        provenSeats: 0,
        score: 0n,
        proven: 0n,
      }),
    );
  const by = (key: (row: ProposalNow) => bigint) => (a: ProposalNow, b: ProposalNow) =>
    key(a) < key(b) ? 1 : key(a) > key(b) ? -1 : 0;
  return [
    ...committed.sort(by(({ proven, score }) => (proven > 0n ? proven : score))),
    ...announced.sort(by(({ burnBid }) => BigInt(burnBid))),
  ];
}
