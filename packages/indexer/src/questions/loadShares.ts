import { type NodeKind, type NodeWeights, nodeAt, nodeKind, ProverBitmap } from "@trellis/protocol";
import type { SecondSettings } from "@trellis/protocol/second";
import { decodeTally, sharePool, weightOf } from "@trellis/protocol/second";
import { bitmapOf } from "../facts/bitmapText.ts";
import type { Store } from "../store/openStore.ts";
import type { Tables } from "../store/Tables.ts";

const BPS = 10_000n;

/** R7: how the pool of a block is shared, and among whom. */
export interface Shares {
  /** Wei that the winner's nodes share by weight. */
  readonly winner: bigint;
  /** Wei of each new seat. */
  readonly newSeat: bigint;
  readonly newSeats: readonly number[];
}

/** The weights of a deployment's nodes. */
export function weightsOf({ leafWeight, mergeWeight, rootWeight }: SecondSettings): NodeWeights {
  return { leaf: BigInt(leafWeight), merge: BigInt(mergeWeight), root: BigInt(rootWeight) };
}

/**
 * R7: the shares of a settled block's pool, as L1 computes them when seats claim.
 * @returns undefined if losing blocks were named by proofs that L1's events do not tell apart.
 */
export async function loadShares(
  store: Store,
  settings: SecondSettings,
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
  settings: SecondSettings,
  reward: Tables["reward"],
  uncles: readonly string[],
  newSeats: ProverBitmap,
): Promise<number | undefined> {
  const weights = weightsOf(settings);
  const winner = await store
    .selectFrom("commitment")
    .select(["bitmap", "depth"])
    .where("proposal_id", "=", reward.proposal_id)
    .executeTakeFirst();
  const proofs = await store
    .selectFrom("block_proof")
    .selectAll()
    .where("proposal_id", "in", uncles)
    .orderBy("kept")
    .execute();
  if (winner === undefined) return undefined;
  const nodes = await store
    .selectFrom("node_proof")
    .select("node")
    .where("proposal_id", "=", reward.proposal_id)
    .where("is_committed", "=", 1)
    .execute();
  const winnerWeight = nodes.reduce((sum, { node }) => sum + weights[kindOf(node, winner.depth)], 0n);
  let found = ProverBitmap.EMPTY;
  let parts = 0n;
  for (const id of uncles) {
    const kept = proofs.filter(({ proposal_id }) => proposal_id === id);
    const best = kept.findLast(({ is_best }) => is_best === 1);
    // The call named one of its kept proofs: that which shows the most of the new seats.
    const shown = kept
      .map(({ bitmap }) => bitmapOf(bitmap).and(newSeats).or(found))
      .sort((a, b) => b.count() - a.count())[0];
    if (best === undefined || shown === undefined) return undefined;
    const weight = weightOf(decodeTally(BigInt(best.tally)).committed, weights);
    parts +=
      BigInt(shown.count() - found.count()) * partOf(settings, weight, best.seats, winnerWeight, reward);
    found = shown;
  }
  return found.equals(newSeats) && found.count() > 0 ? Number(parts / BigInt(found.count())) : undefined;
}

function partOf(
  { unclePayBps }: SecondSettings,
  weight: bigint,
  seats: number,
  winnerWeight: bigint,
  { winner_seats }: Tables["reward"],
): bigint {
  const most = BigInt(unclePayBps);
  if (seats === 0 || winnerWeight === 0n) return most;
  const part = (most * weight * BigInt(winner_seats)) / (BigInt(seats) * winnerWeight);
  return part < most ? part : most;
}

/** P8.3, P6.6: the pay of a node out of the winner's share. */
export function nodePay(
  shared: bigint,
  settings: SecondSettings,
  node: number,
  treeDepth: number,
  isCommitted: boolean,
): bigint {
  const weights = weightsOf(settings);
  const leaves = 2n ** BigInt(treeDepth);
  const whole = leaves * weights.leaf + (leaves - 2n) * weights.merge + weights.root;
  const share = (shared * weights[kindOf(node, treeDepth)]) / whole;
  return isCommitted ? share : (share * BigInt(settings.uncommittedFactorBps)) / BPS;
}

/** What a node's proof is, by its number. */
export function kindOf(node: number, treeDepth: number): NodeKind {
  return nodeKind(nodeAt(node), treeDepth);
}
