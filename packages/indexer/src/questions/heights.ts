import { TrellisError } from "@trellis/protocol";
import type { HeightDetail, HeightSummary } from "@trellis/rpc-api";
import type { Hex } from "viem";
import type { Deployment } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import type { Tables } from "../store/Tables.ts";
import { casesOfBlock } from "./loadCases.ts";
import { loadPay } from "./loadPay.ts";
import { ALPHA_ONE, commitmentsIn, loadProposals, momentOf } from "./loadProposals.ts";
import { keyOf, type Page, type PageParams, pageOf } from "./paging.ts";
import { ratio } from "./ratio.ts";

type FinalRow = Tables["final_block"] & { readonly time: number };

/** Proposals of a round that a height shows, the best first; `/v1/bids` has all. */
const SHOWN_PROPOSALS = 64;
/** Rounds of a height that are shown, the latest. */
const SHOWN_ROUNDS = 64;

/** Final blocks, the newest first. */
export async function heights(store: Store, { cursor, limit }: PageParams): Promise<Page<HeightSummary>> {
  const key = keyOf(cursor, "number");
  let query = finalsIn(store)
    .orderBy("height", "desc")
    .limit(limit + 1);
  if (key !== undefined) query = query.where("height", "<", key[0]);
  const rows = await query.execute();
  const summaries = new Map<number, HeightSummary>();
  for (const row of rows.slice(0, limit)) summaries.set(row.height, await summaryOf(store, row));
  return pageOf(
    rows,
    limit,
    ({ height }) => summaries.get(height)!,
    ({ height }) => [height],
  );
}

/** @throws TRL-IDX-006 if no round of the height has been opened. */
export async function height(store: Store, deployment: Deployment, number: number): Promise<HeightDetail> {
  const rounds = await store
    .selectFrom("round_opened")
    .selectAll()
    .where("height", "=", number)
    .orderBy("round_id", "desc")
    .limit(SHOWN_ROUNDS)
    .execute();
  if (rounds.length === 0) {
    throw new TrellisError("TRL-IDX-006", `there is no height ${number} yet`, { height: number });
  }
  const final = await finalsIn(store).where("height", "=", number).executeTakeFirst();
  const shown: HeightDetail["rounds"][number][] = [];
  for (const round of rounds.reverse()) shown.push(await roundOf(store, deployment, round, final));
  return {
    source: "l1",
    height: number,
    state: final === undefined ? "open" : "final",
    final: final === undefined ? null : await summaryOf(store, final),
    rounds: shown,
    pay: final === undefined ? null : await loadPay(store, deployment, final),
    cases: final === undefined ? [] : await casesOfBlock(store, final.proposal_id),
  };
}

function finalsIn(store: Store) {
  return store
    .selectFrom("final_block")
    .innerJoin("l1_block", "l1_block.number", "final_block.l1_block")
    .selectAll("final_block")
    .select("l1_block.time");
}

async function summaryOf(store: Store, final: FinalRow): Promise<HeightSummary> {
  const { height: number, proposal_id: id } = final;
  const [won, best, data, reward, tried] = [
    await store.selectFrom("commitment").selectAll().where("proposal_id", "=", id).executeTakeFirstOrThrow(),
    await store
      .selectFrom("block_proof")
      .selectAll()
      .where("proposal_id", "=", id)
      .where("is_best", "=", 1)
      .orderBy("kept", "desc")
      .executeTakeFirstOrThrow(),
    await store
      .selectFrom("block_data")
      .select("transactions")
      .where("proposal_id", "=", id)
      .executeTakeFirstOrThrow(),
    await store.selectFrom("reward").selectAll().where("proposal_id", "=", id).executeTakeFirst(),
    await store
      .selectFrom("commitment")
      .select(({ fn }) => [fn.countAll<number>().as("commitments")])
      .where("height", "=", number)
      .executeTakeFirstOrThrow(),
  ];
  const round = await store
    .selectFrom("round_opened")
    .select("alpha")
    .where("height", "=", number)
    .where("round", "=", won.round)
    .orderBy("round_id", "desc")
    .executeTakeFirst();
  return {
    source: "l1",
    height: number,
    winner: id as Hex,
    proposer: final.proposer as Hex,
    finalAt: momentOf(final),
    rounds: won.round + 1,
    commitments: Number(tried.commitments),
    alpha: (round?.alpha ?? ALPHA_ONE) / ALPHA_ONE,
    depth: won.depth,
    provenSeats: best.seats,
    committedSeats: won.seats,
    burned: BigInt(won.burn_bid),
    margin: await marginOf(store, won, BigInt(best.score)),
    transactions: data.transactions,
    fees: BigInt(final.fees),
    reward:
      reward === undefined ? null : { proposer: BigInt(reward.proposer_reward), pool: BigInt(reward.pool) },
  };
}

/** By how much a block won: against the best other proof of its round on the same parent, or else against the best other claim. */
async function marginOf(
  store: Store,
  won: Tables["commitment"],
  winnerScore: bigint,
): Promise<HeightSummary["margin"]> {
  const proven = await store
    .selectFrom("commitment")
    .innerJoin("block_proof", "block_proof.proposal_id", "commitment.proposal_id")
    .select(["commitment.proposal_id", "block_proof.score"])
    .where("commitment.height", "=", won.height)
    .where("commitment.round", "=", won.round)
    .where("commitment.parent", "=", won.parent)
    .where("commitment.proposal_id", "!=", won.proposal_id)
    .orderBy("block_proof.score", "desc")
    .limit(1)
    .executeTakeFirst();
  const other =
    proven ??
    (await store
      .selectFrom("commitment")
      .select(["proposal_id", "score"])
      .where("height", "=", won.height)
      .where("round", "=", won.round)
      .where("parent", "=", won.parent)
      .where("proposal_id", "!=", won.proposal_id)
      .orderBy("score", "desc")
      .limit(1)
      .executeTakeFirst());
  const score = other === undefined ? null : BigInt(other.score);
  return {
    winnerScore,
    runnerUp: (other?.proposal_id ?? null) as Hex | null,
    runnerUpScore: score,
    runnerUpIsProven: proven !== undefined,
    ratio: score === null ? null : ratio(winnerScore, score),
  };
}

async function roundOf(
  store: Store,
  deployment: Deployment,
  round: Tables["round_opened"],
  final: FinalRow | undefined,
): Promise<HeightDetail["rounds"][number]> {
  const { round_id, height: number, round: place } = round;
  const moved = await lastMove(store, round_id);
  const window = await lastWindow(store, round_id);
  const ended = await store
    .selectFrom("round_ended")
    .select("outcome")
    .where("round_id", "=", round_id)
    .executeTakeFirst();
  const commitments = await commitmentsIn(store)
    .where("height", "=", number)
    .where("round", "=", place)
    .orderBy("score", "desc")
    .limit(SHOWN_PROPOSALS)
    .execute();
  const { count } = await store
    .selectFrom("commitment")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("height", "=", number)
    .where("round", "=", place)
    .executeTakeFirstOrThrow();
  const proposals = await loadProposals(store, deployment, commitments);
  const rank = ({ outcome, proven, committed }: (typeof proposals)[number]): bigint =>
    outcome === "final" ? 1n << 300n : (proven?.score ?? committed.score);
  proposals.sort((a, b) => (rank(a) < rank(b) ? 1 : rank(a) > rank(b) ? -1 : 0));
  const hasWinner = proposals.some(({ proposalId }) => proposalId === final?.proposal_id);
  const commitEnd = moved?.commit_end ?? round.commit_end;
  const { proofWindow, pipelined } = deployment.settings;
  const outcome = hasWinner ? "final" : (ended?.outcome ?? "open");
  // P3.4: in pipelined mode the proof window of a round is not known before the block below is final.
  const isKnown = window !== undefined || !pipelined || outcome !== "open";
  return {
    roundId: round_id,
    round: place,
    alpha: round.alpha / ALPHA_ONE,
    start: round.start,
    commitEnd,
    proofStart: isKnown ? (window?.proof_start ?? commitEnd) : null,
    proofEnd: isKnown ? (window?.proof_end ?? commitEnd + proofWindow) : null,
    outcome,
    commitments: Number(count),
    proposals,
  };
}

/** R17, R11: the end of the proposal window, if it was moved. */
function lastMove(store: Store, roundId: number) {
  return store
    .selectFrom("round_moved")
    .select("commit_end")
    .where("round_id", "=", roundId)
    .orderBy("l1_block", "desc")
    .orderBy("log_index", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** P3.4: the proof window, where L1 tells it. */
function lastWindow(store: Store, roundId: number) {
  return store
    .selectFrom("proof_window")
    .select(["proof_start", "proof_end"])
    .where("round_id", "=", roundId)
    .orderBy("l1_block", "desc")
    .orderBy("log_index", "desc")
    .limit(1)
    .executeTakeFirst();
}
