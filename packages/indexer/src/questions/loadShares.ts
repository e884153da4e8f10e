import * as protocol from "@trellis/protocol";
import {
  type NodeKind,
  type NodeWeights,
  newSeatParts,
  newSeatShare,
  nodeAt,
  nodeKind,
  type RollupSettings,
  winnersShare,
} from "@trellis/protocol";
import { newSeatsOf } from "../facts/newSeatsText.ts";
import type { Store } from "../store/openStore.ts";
import type { Tables } from "../store/Tables.ts";

/** R7: how the pool of a block is shared, and among whom. */
export interface Shares {
  /** Wei that the winner's nodes share by weight. */
  readonly winners: bigint;
  /** Wei of each new seat, by its number. */
  readonly newSeats: ReadonlyMap<number, bigint>;
}

/** The weights of a deployment's nodes. */
export function weightsOf({ leafWeight, mergeWeight, rootWeight }: RollupSettings): NodeWeights {
  return { leaf: BigInt(leafWeight), merge: BigInt(mergeWeight), root: BigInt(rootWeight) };
}

/** R7: the shares of a settled block's pool, as L1 computes them when seats claim. */
export async function loadShares(store: Store, reward: Tables["reward"]): Promise<Shares> {
  const [amount, winnerSeats] = [BigInt(reward.pool), reward.winner_seats];
  if (winnerSeats === 0) return { winners: 0n, newSeats: new Map() };
  const last = await store
    .selectFrom("uncles_named")
    .select("new_seats")
    .where("winner", "=", reward.proposal_id)
    .orderBy("l1_block", "desc")
    .orderBy("log_index", "desc")
    .limit(1)
    .executeTakeFirst();
  const named = last === undefined ? [] : newSeatsOf(last.new_seats);
  const pool = { amount, winnerSeats, newSeatParts: newSeatParts(named) };
  const newSeats = named.flatMap(({ bps, seats }) =>
    seats.seats().map((seat) => [seat, newSeatShare(pool, bps)] as const),
  );
  return { winners: winnersShare(pool), newSeats: new Map(newSeats) };
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
