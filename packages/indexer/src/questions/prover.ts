import type { ProverResource, RestResult, TrellisRest } from "@trellis/rpc-api";
import type { Hex } from "viem";
import { bitmapOf } from "../facts/bitmapText.ts";
import type { Deployment } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import type { Tables } from "../store/Tables.ts";
import { loadCases } from "./loadCases.ts";
import { momentOf } from "./loadProposals.ts";
import { loadShares, nodePay } from "./loadShares.ts";
import { keyOf, type PageParams, pageOf } from "./paging.ts";
import { type HeightRange, rangeOf } from "./range.ts";
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
    claimed: await claimedOf(store, seat, range),
    due: await dueOf(store, deployment, seat, range),
    slashed: sum(await slashesOf(store, seat, range)),
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

/** Final blocks of a range. */
function finals(store: Store, { from, to }: HeightRange) {
  return store
    .selectFrom("final_block")
    .where("final_block.height", ">=", from)
    .where("final_block.height", "<=", to);
}

async function workOf(store: Store, seat: number, range: HeightRange) {
  const committed = await finals(store, range)
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

/** R2, P6.6: the nodes of final blocks that pay this seat. */
function creditsOf(store: Store, seat: number, range: HeightRange) {
  return finals(store, range)
    .innerJoin("node_proof", "node_proof.proposal_id", "final_block.proposal_id")
    .innerJoin("commitment", "commitment.proposal_id", "final_block.proposal_id")
    .select(["node_proof.proposal_id", "node_proof.node", "node_proof.is_committed", "commitment.depth"])
    .where("node_proof.seat", "=", seat)
    .where(({ eb, not, exists, selectFrom }) =>
      eb.or([
        eb("node_proof.is_committed", "=", 1),
        not(
          exists(
            selectFrom("node_proof as better")
              .select("better.node")
              .whereRef("better.proposal_id", "=", "node_proof.proposal_id")
              .whereRef("better.node", "=", "node_proof.node")
              .where("better.is_committed", "=", 1),
          ),
        ),
      ]),
    )
    .execute();
}

async function claimedOf(store: Store, seat: number, range: HeightRange): Promise<bigint> {
  const rows = await finals(store, range)
    .innerJoin("payment", "payment.proposal_id", "final_block.proposal_id")
    .select("payment.amount")
    .where("payment.seat", "=", seat)
    .execute();
  return sum(rows.map(({ amount }) => amount));
}

/** What the seat can claim: nodes of settled blocks that were not paid, and places as a new seat. */
async function dueOf(
  store: Store,
  { settings }: Deployment,
  seat: number,
  range: HeightRange,
): Promise<bigint> {
  const paid = await store
    .selectFrom("payment")
    .select(["proposal_id", "node"])
    .where("seat", "=", seat)
    .execute();
  const isPaid = new Set(paid.map(({ proposal_id, node }) => `${proposal_id}/${node}`));
  const open = (await creditsOf(store, seat, range)).filter(
    (it) => !isPaid.has(`${it.proposal_id}/${it.node}`),
  );
  const named = await finals(store, range)
    .innerJoin("uncles_named", "uncles_named.winner", "final_block.proposal_id")
    .select(["uncles_named.winner", "uncles_named.new_seats"])
    .execute();
  const asNew = named.filter(
    ({ winner, new_seats }) => bitmapOf(new_seats).has(seat) && !isPaid.has(`${winner}/null`),
  );
  let due = 0n;
  for (const id of new Set([
    ...open.map(({ proposal_id }) => proposal_id),
    ...asNew.map(({ winner }) => winner),
  ])) {
    const reward = await store
      .selectFrom("reward")
      .selectAll()
      .where("proposal_id", "=", id)
      .executeTakeFirst();
    const shares = reward && (await loadShares(store, settings, reward));
    if (shares === undefined) continue;
    if (shares.newSeats.includes(seat) && !isPaid.has(`${id}/null`)) due += shares.newSeat;
    for (const { proposal_id, node, is_committed, depth } of open) {
      if (proposal_id === id) due += nodePay(shares.winner, settings, node, depth, is_committed === 1);
    }
  }
  return due;
}

async function slashesOf(store: Store, seat: number, range: HeightRange): Promise<string[]> {
  const rows = await finals(store, range)
    .innerJoin("case_event", "case_event.proposal_id", "final_block.proposal_id")
    .select("case_event.taken")
    .where("case_event.seat", "=", seat)
    .where("case_event.kind", "=", "settled")
    .execute();
  return rows.map(({ taken }) => taken ?? "0");
}

const sum = (amounts: readonly string[]): bigint => amounts.reduce((all, amount) => all + BigInt(amount), 0n);
