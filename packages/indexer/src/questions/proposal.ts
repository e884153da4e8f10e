import { nodeCount, TrellisError } from "@trellis/protocol";
import type { NodeResource, RestResult, TrellisRest } from "@trellis/rpc-api";
import type { Hex } from "viem";
import { bitmapOf } from "../facts/bitmapText.ts";
import type { Deployment } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import { votesSeen } from "./bids.ts";
import { casesOfBlock } from "./loadCases.ts";
import { commitmentsIn, loadProposals, momentOf } from "./loadProposals.ts";
import { kindOf } from "./loadShares.ts";

/** @throws TRL-IDX-006 if L1 knows no such commitment. */
export async function proposal(
  store: Store,
  deployment: Deployment,
  id: Hex,
): Promise<RestResult<TrellisRest["proposal"]>> {
  const row = await commitmentsIn(store).where("proposal_id", "=", id).executeTakeFirst();
  if (row === undefined) {
    throw new TrellisError("TRL-IDX-006", `no proposal ${id} was committed on L1; /v1/bids also has others`, {
      id,
    });
  }
  const [found] = await loadProposals(store, deployment, [row]);
  return {
    ...found!,
    nodes: await nodesOf(store, id, row.depth),
    committedSeats: bitmapOf(row.bitmap).seats(),
    votes: (await votesSeen(store, [id])).get(id) ?? null,
    cases: await casesOfBlock(store, id),
  };
}

async function nodesOf(store: Store, id: Hex, depth: number): Promise<NodeResource[]> {
  const shown = await store
    .selectFrom("node_proof")
    .innerJoin("l1_block", "l1_block.number", "node_proof.l1_block")
    .selectAll("node_proof")
    .select("l1_block.time")
    .where("proposal_id", "=", id)
    .orderBy("is_committed")
    .execute();
  const proofs = await store
    .selectFrom("gossip_node_proof")
    .selectAll()
    .where("proposal_id", "=", id)
    .orderBy("received_ms", "desc")
    .execute();
  const claims = await store
    .selectFrom("gossip_claim")
    .selectAll()
    .where("proposal_id", "=", id)
    .orderBy("received_ms", "desc")
    .execute();
  // The last one of a node counts: as committed on L1, the first one to arrive by gossip.
  const [onL1, proven, claimed] = [shown, proofs, claims].map(
    (rows) => new Map((rows as { readonly node: number }[]).map((row) => [row.node, row])),
  ) as unknown as [
    Map<number, (typeof shown)[number]>,
    Map<number, (typeof proofs)[number]>,
    Map<number, (typeof claims)[number]>,
  ];
  return Array.from({ length: nodeCount(depth) }, (_, number): NodeResource => {
    const [l1, proof, claim] = [onL1.get(number), proven.get(number), claimed.get(number)];
    const took = proof && claim?.seat === proof.seat ? proof.received_ms - claim.received_ms : undefined;
    return {
      number,
      kind: kindOf(number, depth),
      l1:
        l1 === undefined
          ? null
          : { seat: l1.seat, isCommitted: l1.is_committed === 1, kept: l1.kept, at: momentOf(l1) },
      gossip:
        proof === undefined && claim === undefined
          ? null
          : {
              source: "gossip",
              provenBy: proof?.seat ?? null,
              provenAtMs: proof?.received_ms ?? null,
              claimedBy: claim?.seat ?? null,
              claimedAtMs: claim?.received_ms ?? null,
              tookMs: took !== undefined && took >= 0 ? took : null,
            },
    };
  });
}
