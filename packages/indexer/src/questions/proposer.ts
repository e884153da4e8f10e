import { bondOf } from "@trellis/protocol";
import type { RestResult, TrellisRest } from "@trellis/rpc-api";
import type { Hex } from "viem";
import type { Deployment } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import { commitmentsIn, loadProposals } from "./loadProposals.ts";
import { type HeightRange, rangeOf } from "./range.ts";

const SHOWN = 20;
const BPS = 10_000n;

/** What an address did as a proposer over a range of heights. @throws TRL-IDX-005 for the range. */
export async function proposer(
  store: Store,
  deployment: Deployment,
  params: { readonly address: Hex; readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<RestResult<TrellisRest["proposer"]>> {
  const { address } = params;
  const range = await rangeOf(store, params);
  const rows = await store
    .selectFrom("commitment")
    .leftJoin("final_block", "final_block.proposal_id", "commitment.proposal_id")
    .leftJoin("refund", "refund.proposal_id", "commitment.proposal_id")
    .leftJoin("reward", "reward.proposal_id", "commitment.proposal_id")
    .select([
      "commitment.burn_bid",
      "commitment.prover_share_bps",
      "final_block.fees",
      "refund.lost",
      "reward.proposer_reward",
    ])
    .where("commitment.proposer", "=", address)
    .where("commitment.height", ">=", range.from)
    .where("commitment.height", "<=", range.to)
    .execute();
  const won = rows.filter(({ fees }) => fees !== null);
  const { blockReward, bond, bondBps } = deployment.settings;
  const shares = rows.map(({ prover_share_bps }) => prover_share_bps);
  const locked = await undecided(store, address);
  const latest = await commitmentsIn(store)
    .where("proposer", "=", address)
    .orderBy("commitment.l1_block", "desc")
    .orderBy("log_index", "desc")
    .limit(SHOWN)
    .execute();
  return {
    source: "l1",
    address,
    ...range,
    commitments: rows.length,
    won: won.length,
    burned: sum(won.map(({ burn_bid }) => burn_bid)),
    bids: sum(rows.map(({ burn_bid }) => burn_bid)),
    worth:
      shares.reduce((all, share) => all + blockReward - (blockReward * BigInt(share)) / BPS, 0n) +
      sum(await provenFees(store, address, range)),
    bondsLocked: locked.reduce((all, bid) => all + bondOf(BigInt(bid), bond, bondBps), 0n),
    sharesBps:
      shares.length === 0
        ? null
        : {
            least: shares.reduce((least, share) => Math.min(least, share)),
            mean: Math.round(shares.reduce((all, share) => all + share) / shares.length),
            most: shares.reduce((most, share) => Math.max(most, share)),
          },
    lost: sum(rows.map(({ lost }) => lost)),
    rewards: sum(won.map(({ proposer_reward }) => proposer_reward)),
    fees: sum(won.map(({ fees }) => fees)),
    latest: await loadProposals(store, deployment, latest),
  };
}

/** Bids of its proposals, of whatever height, that are neither final nor refunded. */
async function undecided(store: Store, address: Hex): Promise<string[]> {
  const rows = await store
    .selectFrom("commitment")
    .leftJoin("final_block", "final_block.proposal_id", "commitment.proposal_id")
    .leftJoin("refund", "refund.proposal_id", "commitment.proposal_id")
    .select("commitment.burn_bid")
    .where("commitment.proposer", "=", address)
    .where("final_block.height", "is", null)
    .where("refund.lost", "is", null)
    .execute();
  return rows.map(({ burn_bid }) => burn_bid);
}

/** Fees of its blocks that were proven, as their best proofs say. */
async function provenFees(store: Store, address: Hex, { from, to }: HeightRange): Promise<string[]> {
  const rows = await store
    .selectFrom("commitment")
    .innerJoin("block_proof", "block_proof.proposal_id", "commitment.proposal_id")
    .select("block_proof.fees")
    .where("commitment.proposer", "=", address)
    .where("commitment.height", ">=", from)
    .where("commitment.height", "<=", to)
    .where("block_proof.kept", "=", 0)
    .execute();
  return rows.map(({ fees }) => fees);
}

const sum = (amounts: readonly (string | null)[]): bigint =>
  amounts.reduce((all, amount) => all + BigInt(amount ?? 0), 0n);
