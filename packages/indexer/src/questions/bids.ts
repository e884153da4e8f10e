import type { RestResult, TrellisRest } from "@trellis/rpc-api";
import type { Hex } from "viem";
import type { Store } from "../store/openStore.ts";
import { commitmentsIn, momentOf } from "./loadProposals.ts";
import { keyOf, type PageParams, pageOf } from "./paging.ts";

/** Every bid that L1 or this node's gossip has seen, highest height first. */
export async function bids(
  store: Store,
  { cursor, limit, height }: PageParams & { readonly height?: number | undefined },
): Promise<RestResult<TrellisRest["bids"]>> {
  const key = keyOf(cursor, "number", "hash");
  let query = store
    .selectFrom((from) =>
      from
        .selectFrom("commitment")
        .select(["height", "proposal_id"])
        .union(from.selectFrom("gossip_bid").select(["height", "proposal_id"]))
        .as("bid"),
    )
    .select(["height", "proposal_id"])
    .orderBy("height", "desc")
    .orderBy("proposal_id", "desc")
    .limit(limit + 1);
  if (height !== undefined) query = query.where("height", "=", height);
  if (key !== undefined) {
    const [at, id] = key;
    query = query.where(({ eb }) =>
      eb.or([eb("height", "<", at), eb.and([eb("height", "=", at), eb("proposal_id", "<", id)])]),
    );
  }
  const rows = await query.execute();
  const ids = rows.map(({ proposal_id }) => proposal_id);
  const [committed, seen, voted] =
    ids.length === 0
      ? [[], [], new Map<string, VotesSeen>()]
      : [
          await commitmentsIn(store).where("proposal_id", "in", ids).execute(),
          await store.selectFrom("gossip_bid").selectAll().where("proposal_id", "in", ids).execute(),
          await votesSeen(store, ids),
        ];
  return pageOf(
    rows,
    limit,
    ({ proposal_id: id }) => {
      const onL1 = committed.find(({ proposal_id }) => proposal_id === id);
      const gossip = seen.find(({ proposal_id }) => proposal_id === id);
      const bid = (onL1 ?? gossip)!;
      return {
        proposalId: id as Hex,
        height: bid.height,
        round: bid.round,
        proposer: bid.proposer as Hex,
        depth: bid.depth,
        burnBid: BigInt(bid.burn_bid),
        proverShareBps: bid.prover_share_bps,
        l1: onL1 === undefined ? null : momentOf(onL1),
        gossip: gossip === undefined ? null : { source: "gossip" as const, receivedAtMs: gossip.received_ms },
        votes: voted.get(id) ?? null,
      };
    },
    (row) => [row.height, row.proposal_id],
  );
}

/** How many seats voted for a proposal, and how often, as this node saw it. */
export interface VotesSeen {
  readonly source: "gossip";
  readonly seats: number;
  readonly votes: number;
}

/** Votes by proposal; those without one are left out. */
export async function votesSeen(store: Store, ids: readonly string[]): Promise<Map<string, VotesSeen>> {
  const rows = await store
    .selectFrom("gossip_vote")
    .select("proposal_id")
    .select(({ fn }) => [fn.countAll<number>().as("seats"), fn.sum<number>("votes").as("votes")])
    .where("proposal_id", "in", ids)
    .groupBy("proposal_id")
    .execute();
  return new Map(
    rows.map(({ proposal_id, seats, votes }) => [
      proposal_id,
      { source: "gossip", seats: Number(seats), votes: Number(votes) },
    ]),
  );
}

/** Votes for a proposal as this node saw them, by seat. */
export async function votes(
  store: Store,
  { cursor, limit, proposal }: PageParams & { readonly proposal: Hex },
): Promise<RestResult<TrellisRest["votes"]>> {
  const key = keyOf(cursor, "number");
  let query = store
    .selectFrom("gossip_vote")
    .selectAll()
    .where("proposal_id", "=", proposal)
    .orderBy("seat")
    .limit(limit + 1);
  if (key !== undefined) query = query.where("seat", ">", key[0]);
  return pageOf(
    await query.execute(),
    limit,
    (row) => ({
      source: "gossip" as const,
      proposalId: proposal,
      height: row.height,
      seat: row.seat,
      votes: row.votes,
      receivedAtMs: row.received_ms,
    }),
    ({ seat }) => [seat],
  );
}
