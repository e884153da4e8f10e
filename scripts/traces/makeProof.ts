import {
  type Asset,
  type Contribution,
  LEAF_TRANSACTIONS,
  NO_VOTE,
  NOOP,
  packTransaction,
  TRANSACTION_BYTES,
} from "@trellis/protocol";
import type { Bid, ProvenBid } from "./Bid.ts";
import type { Chance } from "./Chance.ts";
import type { Knowledge } from "./Knowledge.ts";

/** A proof of a bid: each node is proven by its named seat, by another one, or by nobody. The data contains withdrawals. */
export function makeProof(known: Knowledge, chance: Chance, bid: Bid): ProvenBid {
  const active = known.active(known.status);
  const isBetter = bid.proven !== undefined;
  const contributions = bid.entries.map(({ node, seat, vote }): Contribution => {
    if (chance.happens(isBetter ? 85 : 60)) return { node, seat, vote };
    if (chance.happens(65) && active.length > 0)
      return { node, seat: chance.pick(active), vote: { ...node, slot: 9 } };
    return { node, seat: null, vote: NO_VOTE };
  });
  const data = new Uint8Array(bid.dataLength);
  const withdrawals: number[] = [];
  for (const place of [0, chance.below(LEAF_TRANSACTIONS * 2 ** bid.depth)]) {
    const asset = chance.below(2) as Asset;
    const most = Number(known.escrow(asset) / 8n);
    if (known.owners.length === 0 || most === 0 || !chance.happens(60) || withdrawals.includes(place))
      continue;
    const from = chance.below(known.owners.length);
    const amount = BigInt(chance.between(1, most));
    const packed = packTransaction({ ...NOOP, kind: "withdraw", asset, from, amount });
    data.set(packed, place * TRANSACTION_BYTES);
    withdrawals.push(place);
  }
  return { contributions, data, proverSetRoot: known.status.proverSetRoot, withdrawals };
}
