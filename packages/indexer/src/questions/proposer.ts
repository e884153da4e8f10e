import type { RestResult, TrellisRest } from "@trellis/rpc-api";
import type { Hex } from "viem";
import type { Deployment } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import { commitmentsIn, loadProposals } from "./loadProposals.ts";
import { rangeOf } from "./range.ts";

const SHOWN = 20;

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
    .select(["commitment.burn_bid", "final_block.fees", "refund.lost", "reward.proposer_reward"])
    .where("commitment.proposer", "=", address)
    .where("commitment.height", ">=", range.from)
    .where("commitment.height", "<=", range.to)
    .execute();
  const won = rows.filter(({ fees }) => fees !== null);
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
    lost: sum(rows.map(({ lost }) => lost)),
    rewards: sum(won.map(({ proposer_reward }) => proposer_reward)),
    fees: sum(won.map(({ fees }) => fees)),
    latest: await loadProposals(store, deployment, latest),
  };
}

const sum = (amounts: readonly (string | null)[]): bigint =>
  amounts.reduce((all, amount) => all + BigInt(amount ?? 0), 0n);
