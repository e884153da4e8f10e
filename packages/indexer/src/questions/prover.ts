import type { ProverResource, RestResult, TrellisRest } from "@trellis/rpc-api";
import type { Hex } from "viem";
import { bitmapOf } from "../facts/bitmapText.ts";
import type { Deployment } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import type { Tables } from "../store/Tables.ts";
import { loadCases } from "./loadCases.ts";
import { momentOf } from "./loadProposals.ts";
import { keyOf, type PageParams, pageOf } from "./paging.ts";
import { type HeightRange, rangeOf } from "./range.ts";
import { blocksOf, creditsOf, finalsOf, incomeOf, sum } from "./seatIncome.ts";
import { speedOf } from "./speed.ts";

/** Events and cases of a seat that are shown, the latest. */
const SHOWN = 100;

type SeatRow = Tables["seat_event"] & { readonly time: number };

/** One seat: what it is now, and what it did and earned over a range of heights. @throws TRL-IDX-005 for the range. */
export async function prover(
  store: Store,
  deployment: Deployment,
  params: { readonly seat: number; readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<ProverResource> {
  const { seat } = params;
  const range = await rangeOf(store, params);
  const events = await eventsOf(store, [seat]);
  const blocks = await blocksOf(store, deployment, seat, range);
  const cases = await store
    .selectFrom("case_event")
    .select(["proposal_id", "seat"])
    .select(({ fn }) => fn.min("l1_block").as("opened"))
    .where("seat", "=", seat)
    .groupBy(["proposal_id", "seat"])
    .orderBy("opened", "desc")
    .limit(SHOWN)
    .execute();
  return {
    source: "l1",
    seat,
    ...seatNow(events, deployment.stake),
    ...range,
    ...(await workOf(store, seat, range)),
    claimed: sum(blocks.map(({ claimed }) => claimed)),
    due: sum(blocks.map(({ due }) => due)),
    slashed: sum(blocks.map(({ slashed }) => slashed)),
    income: await incomeOf(store, blocks, range),
    speed: await speedOf(store, seat, range),
    cases: await loadCases(store, cases),
    events: events
      .slice(-SHOWN)
      .reverse()
      .map((it) => ({
        kind: it.kind,
        account: it.account as Hex | null,
        amount: it.amount === null ? null : BigInt(it.amount),
        at: momentOf(it),
      })),
  };
}

/** Seats that somebody has held, in order. */
export async function provers(
  store: Store,
  { stake }: Pick<Deployment, "stake">,
  { cursor, limit }: PageParams,
): Promise<RestResult<TrellisRest["provers"]>> {
  const key = keyOf(cursor, "number");
  const seats = await store
    .selectFrom("seat_event")
    .select("seat")
    .distinct()
    .where("seat", ">", key === undefined ? -1 : key[0])
    .orderBy("seat")
    .limit(limit + 1)
    .execute();
  const events = Map.groupBy(
    await eventsOf(
      store,
      seats.map(({ seat }) => seat),
    ),
    ({ seat }) => seat,
  );
  return pageOf(
    seats,
    limit,
    ({ seat }) => ({ source: "l1" as const, seat, ...seatNow(events.get(seat) ?? [], stake) }),
    ({ seat }) => [seat],
  );
}

/** What happened to seats, in order. */
async function eventsOf(store: Store, seats: readonly number[]): Promise<SeatRow[]> {
  if (seats.length === 0) return [];
  return store
    .selectFrom("seat_event")
    .innerJoin("l1_block", "l1_block.number", "seat_event.l1_block")
    .selectAll("seat_event")
    .select("l1_block.time")
    .where("seat", "in", seats)
    .orderBy("seat_event.l1_block")
    .orderBy("log_index")
    .execute();
}

type SeatNow = Pick<ProverResource, "isHeld" | "payout" | "joinedAt" | "stake" | "isPaused" | "exitAt">;
const EMPTY: SeatNow = {
  isHeld: false,
  payout: null,
  joinedAt: null,
  stake: 0n,
  isPaused: false,
  exitAt: null,
};

/** R4: the seat as its events leave it. */
function seatNow(events: readonly SeatRow[], fullStake: bigint): SeatNow {
  let now = EMPTY;
  for (const event of events) now = seatAfter(now, event, fullStake);
  return now;
}

function seatAfter(now: SeatNow, event: SeatRow, fullStake: bigint): SeatNow {
  const { kind, account, amount } = event;
  switch (kind) {
    case "joined":
      return { ...EMPTY, isHeld: true, payout: account as Hex, joinedAt: momentOf(event), stake: fullStake };
    case "exitRequested":
      return { ...now, exitAt: event.exit_at };
    case "stakeWithdrawn":
      return EMPTY;
    case "stakeToppedUp":
      return { ...now, stake: now.stake + BigInt(amount ?? 0) };
    case "payoutChanged":
      return { ...now, payout: account as Hex };
    case "paused":
    case "resumed":
      return { ...now, isPaused: kind === "paused" };
    case "stakeSlashed":
      return { ...now, stake: BigInt(event.stake_left ?? 0) };
    default:
      return now;
  }
}

async function workOf(store: Store, seat: number, range: HeightRange) {
  const committed = await finalsOf(store, range)
    .innerJoin("commitment", "commitment.proposal_id", "final_block.proposal_id")
    .select("commitment.bitmap")
    .execute();
  const credits = await creditsOf(store, seat, range);
  const own = credits.filter(({ is_committed }) => is_committed === 1);
  return {
    committedBlocks: committed.filter(({ bitmap }) => bitmapOf(bitmap).has(seat)).length,
    deliveredBlocks: new Set(own.map(({ proposal_id }) => proposal_id)).size,
    committedNodes: own.length,
    rescuedNodes: credits.length - own.length,
  };
}
