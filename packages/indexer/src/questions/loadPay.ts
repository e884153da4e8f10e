import type { PayResource } from "@trellis/rpc-api";
import type { Hex } from "viem";
import type { Deployment } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import type { Tables } from "../store/Tables.ts";
import { loadShares, nodePay } from "./loadShares.ts";

type SeatPay = PayResource["seats"][number];

/** Who is paid for a final block, to the wei. Seats that only step in for others are counted as if all of them were active (R5). */
export async function loadPay(
  store: Store,
  { settings }: Pick<Deployment, "settings">,
  final: Tables["final_block"],
): Promise<PayResource> {
  const id = final.proposal_id;
  const [won, reward, payments, credits] = [
    await store
      .selectFrom("commitment")
      .select(["burn_bid", "depth"])
      .where("proposal_id", "=", id)
      .executeTakeFirstOrThrow(),
    await store.selectFrom("reward").selectAll().where("proposal_id", "=", id).executeTakeFirst(),
    await store.selectFrom("payment").selectAll().where("proposal_id", "=", id).execute(),
    await creditsOf(store, id),
  ];
  const shares = reward && (await loadShares(store, reward));
  const paid = new Map(payments.map((it) => [it.node ?? `new ${it.seat}`, it]));
  const seats: SeatPay[] = credits.map(({ node, seat, is_committed }) => {
    const payment = paid.get(node);
    const due = shares ? nodePay(shares.winners, settings, node, won.depth, is_committed === 1) : 0n;
    return {
      seat,
      reason: is_committed === 1 ? "node" : "rescue",
      node,
      amount: payment === undefined ? due : BigInt(payment.amount),
      paidTo: (payment?.payout ?? null) as Hex | null,
    };
  });
  for (const [seat, share] of shares?.newSeats ?? []) {
    const payment = paid.get(`new ${seat}`);
    const amount = payment === undefined ? share : BigInt(payment.amount);
    seats.push({
      seat,
      reason: "newSeat",
      node: null,
      amount,
      paidTo: (payment?.payout ?? null) as Hex | null,
    });
  }
  const claimed = payments.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  const due = seats.reduce((sum, { amount, paidTo }) => (paidTo === null ? sum + amount : sum), 0n);
  return {
    source: "l1",
    burned: await burnedOf(store, final, BigInt(won.burn_bid)),
    fees: BigInt(final.fees),
    proposer: final.proposer as Hex,
    proposerReward: reward === undefined ? null : BigInt(reward.proposer_reward),
    pool:
      reward === undefined
        ? null
        : {
            amount: BigInt(reward.pool),
            paid: claimed,
            due,
            neverMinted: BigInt(reward.pool) - claimed - due,
            claimsFrom: reward.claims_from,
          },
    seats,
  };
}

/** R2, P6.6: who is paid for each node: its committed seat if any kept proof shows it so, else the first rescuer. */
async function creditsOf(store: Store, proposalId: string): Promise<Tables["node_proof"][]> {
  const rows = await store
    .selectFrom("node_proof")
    .selectAll()
    .where("proposal_id", "=", proposalId)
    .orderBy("node")
    .orderBy("is_committed", "desc")
    .execute();
  return rows.filter(({ node }, at) => rows[at - 1]?.node !== node);
}

/** What a height took out of the supply: the winner's bid, bonds of its other proposals, stakes of its cases. */
async function burnedOf(store: Store, { height, proposal_id }: Tables["final_block"], bid: bigint) {
  const refunds = await store
    .selectFrom("refund")
    .innerJoin("commitment", "commitment.proposal_id", "refund.proposal_id")
    .select("refund.lost")
    .where("commitment.height", "=", height)
    .where("refund.lost", "!=", "0")
    .execute();
  const cases = await store
    .selectFrom("case_event")
    .select(["taken", "bounty"])
    .where("proposal_id", "=", proposal_id)
    .where("kind", "=", "settled")
    .execute();
  const bonds = refunds.reduce((sum, { lost }) => sum + BigInt(lost), 0n);
  const stakes = cases.reduce((sum, { taken, bounty }) => sum + BigInt(taken ?? 0) - BigInt(bounty ?? 0), 0n);
  return { bid, bonds, stakes, total: bid + bonds + stakes };
}
