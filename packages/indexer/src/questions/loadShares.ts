import * as protocol from "@trellis/protocol";
import * as rules from "@trellis/protocol";
import {
  type NodeKind,
  type NodeWeights,
  nodeAt,
  nodeKind,
  ProverBitmap,
  type RollupSettings,
  sharePool,
} from "@trellis/protocol";
import { bitmapOf } from "../facts/bitmapText.ts";
import type { Store } from "../store/openStore.ts";
import type { Tables } from "../store/Tables.ts";

/** R7: how the pool of a block is shared, and among whom. */
export interface Shares {
  /** Wei that the winner's nodes share by weight. */
  readonly winner: bigint;
  /** Wei of each new seat. */
  readonly newSeat: bigint;
  readonly newSeats: readonly number[];
}

/** The weights of a deployment's nodes. */
export function weightsOf({ leafWeight, mergeWeight, rootWeight }: RollupSettings): NodeWeights {
  return { leaf: BigInt(leafWeight), merge: BigInt(mergeWeight), root: BigInt(rootWeight) };
}

/**
 * R7: the shares of a settled block's pool, as L1 computes them when seats claim.
 * @returns undefined if losing blocks were named by proofs that L1's events do not tell apart.
 */
export async function loadShares(
  store: Store,
  settings: RollupSettings,
  reward: Tables["reward"],
): Promise<Shares | undefined> {
  const [pool, seats] = [BigInt(reward.pool), reward.winner_seats];
  const named = await store
    .selectFrom("uncles_named")
    .selectAll()
    .where("winner", "=", reward.proposal_id)
    .orderBy("l1_block", "desc")
    .orderBy("log_index", "desc")
    .limit(1)
    .executeTakeFirst();
  if (seats === 0) return { winner: 0n, newSeat: 0n, newSeats: [] };
  if (named === undefined) return { ...sharePool(pool, seats, 0, 0), newSeats: [] };
  const newSeats = bitmapOf(named.new_seats);
  const bps = await newSeatBps(store, settings, reward, JSON.parse(named.uncles) as string[], newSeats);
  if (bps === undefined) return undefined;
  return { ...sharePool(pool, seats, named.count, bps), newSeats: newSeats.seats() };
}

/** R7: the mean part of a winner's seat's pay that a new seat gets, 1/10,000. */
async function newSeatBps(
  store: Store,
  settings: RollupSettings,
  reward: Tables["reward"],
  uncles: readonly string[],
  newSeats: ProverBitmap,
): Promise<number | undefined> {
  const weights = weightsOf(settings);
  const proofs = await store
    .selectFrom("block_proof")
    .selectAll()
    .where("proposal_id", "in", uncles)
    .orderBy("kept")
    .execute();
  const winnerWeight = await shownWeight(store, weights, reward.proposal_id);
  if (winnerWeight === undefined) return undefined;
  let found = ProverBitmap.EMPTY;
  const won = { weight: winnerWeight, seats: reward.winner_seats };
  let parts = 0;
  for (const id of uncles) {
    const kept = proofs.filter(({ proposal_id }) => proposal_id === id);
    const best = kept.findLast(({ is_best }) => is_best === 1);
    // The call named one of its kept proofs: that which shows the most of the new seats.
    const shown = kept
      .map(({ bitmap }) => bitmapOf(bitmap).and(newSeats).or(found))
      .sort((a, b) => b.count() - a.count())[0];
    const weight = await shownWeight(store, weights, id);
    if (best === undefined || shown === undefined || weight === undefined) return undefined;
    const lost = { weight, seats: best.seats };
    parts += (shown.count() - found.count()) * rules.newSeatBps(settings.unclePayBps, lost, won);
    found = shown;
  }
  return found.equals(newSeats) && found.count() > 0 ? Math.floor(parts / found.count()) : undefined;
}

/** R2: weight of a block's nodes that some kept proof has as committed; undefined if its commitment is not known. */
async function shownWeight(
  store: Store,
  weights: NodeWeights,
  proposalId: string,
): Promise<bigint | undefined> {
  const block = await store
    .selectFrom("commitment")
    .select("depth")
    .where("proposal_id", "=", proposalId)
    .executeTakeFirst();
  const nodes = await store
    .selectFrom("node_proof")
    .select("node")
    .where("proposal_id", "=", proposalId)
    .where("is_committed", "=", 1)
    .execute();
  return block && nodes.reduce((sum, { node }) => sum + weights[kindOf(node, block.depth)], 0n);
}

/** P8.3, P6.6: the pay of a node out of the winner's share. */
export function nodePay(
  shared: bigint,
  settings: RollupSettings,
  node: number,
  treeDepth: number,
  isCommitted: boolean,
): bigint {
  const { uncommittedFactorBps } = settings;
  return protocol.nodePay(
    shared,
    weightsOf(settings),
    nodeAt(node),
    treeDepth,
    isCommitted,
    uncommittedFactorBps,
  );
}

/** What a node's proof is, by its number. */
export function kindOf(node: number, treeDepth: number): NodeKind {
  return nodeKind(nodeAt(node), treeDepth);
}
