import { bondOf } from "@trellis/protocol";
import type { ProposalResource } from "@trellis/rpc-api";
import type { Hex } from "viem";
import type { Deployment } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import type { Tables } from "../store/Tables.ts";
import { neededToWin } from "./neededToWin.ts";

export const ALPHA_ONE = 65_536;
const BPS = 10_000n;

/** A commitment, and when it was made. */
export type CommitmentRow = Tables["commitment"] & { readonly time: number };

/** Commitments with the times of their L1 blocks. */
export function commitmentsIn(store: Store) {
  return store
    .selectFrom("commitment")
    .innerJoin("l1_block", "l1_block.number", "commitment.l1_block")
    .selectAll("commitment")
    .select("l1_block.time");
}

/** Rows by their proposals. */
const byProposal = <Row extends { readonly proposal_id: string }>(rows: readonly Row[]) =>
  Map.groupBy(rows, ({ proposal_id }) => proposal_id);

/** Everything that L1 tells of these commitments, in their order. At most a few hundred at once. */
export async function loadProposals(
  store: Store,
  { settings }: Pick<Deployment, "settings">,
  commitments: readonly CommitmentRow[],
): Promise<ProposalResource[]> {
  if (commitments.length === 0) return [];
  const ids = commitments.map(({ proposal_id }) => proposal_id);
  const heights = [...new Set(commitments.map(({ height }) => height))];
  const [proofs, data, refunds, rounds, ended, finals] = [
    byProposal(await proofsOf(store, ids)),
    byProposal(
      await store
        .selectFrom("block_data")
        .select(["proposal_id", "transactions"])
        .where("proposal_id", "in", ids)
        .execute(),
    ),
    byProposal(await refundsOf(store, ids)),
    await store.selectFrom("round_opened").selectAll().where("height", "in", heights).execute(),
    await store.selectFrom("round_ended").selectAll().where("height", "in", heights).execute(),
    await winnersOf(store, heights),
  ];
  return commitments.map((row): ProposalResource => {
    const round = rounds.findLast((it) => it.height === row.height && it.round === row.round);
    const winner = finals.get(row.height);
    const kept = proofs.get(row.proposal_id) ?? [];
    const best = kept.findLast(({ is_best }) => is_best === 1);
    const refund = refunds.get(row.proposal_id)?.[0];
    const isRival = winner?.round === row.round && winner.parent === row.parent;
    const outcome =
      winner !== undefined
        ? winner.proposal_id === row.proposal_id
          ? "final"
          : isRival
            ? "lost"
            : "void"
        : ended.some(({ round_id }) => round_id === round?.round_id)
          ? "void"
          : "open";
    const [burnBid, alpha] = [BigInt(row.burn_bid), round?.alpha ?? ALPHA_ONE];
    return {
      source: "l1",
      proposalId: row.proposal_id as Hex,
      height: row.height,
      round: row.round,
      roundId: round?.round_id ?? 0,
      parent: row.parent as Hex,
      proposer: row.proposer as Hex,
      depth: row.depth,
      proverShareBps: row.prover_share_bps,
      burnBid,
      bond: bondOf(burnBid, settings.bond, settings.bondBps),
      alpha: alpha / ALPHA_ONE,
      committed: { seats: row.seats, score: BigInt(row.score), at: momentOf(row) },
      proven:
        best === undefined
          ? null
          : {
              seats: best.seats,
              score: BigInt(best.score),
              at: momentOf(best),
              fees: BigInt(best.fees),
              transactions: data.get(row.proposal_id)?.[0]?.transactions ?? 0,
            },
      proofs: kept.map((proof) => ({
        kept: proof.kept,
        seats: proof.seats,
        score: BigInt(proof.score),
        isBest: proof === best,
        at: momentOf(proof),
      })),
      outcome,
      value: {
        reward: settings.blockReward - (settings.blockReward * BigInt(row.prover_share_bps)) / BPS,
        fees: best === undefined ? null : BigInt(best.fees),
      },
      needed:
        outcome === "lost" && winner !== undefined
          ? neededToWin(best?.seats ?? row.seats, burnBid, alpha, BigInt(winner.score))
          : null,
      refund:
        refund === undefined
          ? null
          : { amount: BigInt(refund.amount), lost: BigInt(refund.lost), at: momentOf(refund) },
    };
  });
}

/** When a fact became one. */
export function momentOf({ l1_block, time }: { readonly l1_block: number; readonly time: number }) {
  return { l1Block: l1_block, time };
}

function proofsOf(store: Store, ids: readonly string[]) {
  return store
    .selectFrom("block_proof")
    .innerJoin("l1_block", "l1_block.number", "block_proof.l1_block")
    .selectAll("block_proof")
    .select("l1_block.time")
    .where("proposal_id", "in", ids)
    .orderBy("kept")
    .execute();
}

function refundsOf(store: Store, ids: readonly string[]) {
  return store
    .selectFrom("refund")
    .innerJoin("l1_block", "l1_block.number", "refund.l1_block")
    .selectAll("refund")
    .select("l1_block.time")
    .where("proposal_id", "in", ids)
    .execute();
}

/** The winners of heights, with their final scores. */
async function winnersOf(store: Store, heights: readonly number[]) {
  const rows = await store
    .selectFrom("final_block")
    .innerJoin("commitment", "commitment.proposal_id", "final_block.proposal_id")
    .innerJoin("block_proof", "block_proof.proposal_id", "final_block.proposal_id")
    .select(["final_block.height", "final_block.proposal_id", "commitment.round", "commitment.parent"])
    .select(({ fn }) => fn.max("block_proof.score").as("score"))
    .where("final_block.height", "in", heights)
    .groupBy(["final_block.height", "final_block.proposal_id", "commitment.round", "commitment.parent"])
    .execute();
  return new Map(rows.map((row) => [row.height, row]));
}
