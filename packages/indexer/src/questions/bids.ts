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
  const [committed, seen] =
    ids.length === 0
      ? [[], []]
      : [
          await commitmentsIn(store).where("proposal_id", "in", ids).execute(),
          await store.selectFrom("gossip_bid").selectAll().where("proposal_id", "in", ids).execute(),
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
      };
    },
    (row) => [row.height, row.proposal_id],
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
