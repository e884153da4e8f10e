import type { ProverResource } from "@trellis/rpc-api";
import { newSeatsOf } from "../../facts/newSeatsText.ts";
import type { Deployment } from "../../store/meta.ts";
import type { Store } from "../../store/openStore.ts";
import { loadShares, nodePay } from "../loadShares.ts";
import type { HeightRange } from "../range.ts";

const DAY = 86_400;
/** Days that are shown, the latest. */
const SHOWN_DAYS = 31;

/** What a final block brought a seat, and cost it. Wei. */
export interface SeatBlock {
  /** When it became final, L1 time. */
  readonly time: number;
  readonly claimed: bigint;
  readonly due: bigint;
  readonly slashed: bigint;
}

/** Final blocks of a range. */
export function finalsOf(store: Store, { from, to }: HeightRange) {
  return store
    .selectFrom("final_block")
    .where("final_block.height", ">=", from)
    .where("final_block.height", "<=", to);
}

/** R2, P6.6: the nodes of final blocks that pay this seat. */
export function creditsOf(store: Store, seat: number, range: HeightRange) {
  return finalsOf(store, range)
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

/** The final blocks of a range that pay a seat or cost it stake, in order. */
export async function blocksOf(
  store: Store,
  deployment: Deployment,
  seat: number,
  range: HeightRange,
): Promise<SeatBlock[]> {
  const [claimed, slashed] = [await claimsOf(store, seat, range), await slashesOf(store, seat, range)];
  const due = await duesOf(store, deployment, seat, range);
  const blocks = await finalsOf(store, range)
    .innerJoin("l1_block", "l1_block.number", "final_block.l1_block")
    .select(["final_block.proposal_id", "l1_block.time"])
    .orderBy("final_block.height")
    .execute();
  return blocks.flatMap(({ proposal_id, time }) => {
    const of = (amounts: ReadonlyMap<string, bigint>): bigint => amounts.get(proposal_id) ?? 0n;
    const block = { time, claimed: of(claimed), due: of(due), slashed: of(slashed) };
    return block.claimed + block.due + block.slashed === 0n ? [] : [block];
  });
}

/** What a seat earned and lost by day, and what this comes to in a day at the pace of the whole range. */
export async function incomeOf(
  store: Store,
  blocks: readonly SeatBlock[],
  range: HeightRange,
): Promise<ProverResource["income"]> {
  const days = Map.groupBy(blocks, ({ time }) => Math.floor(time / DAY) * DAY);
  const [began, ended] = [await beginOf(store, range), await endOf(store, range)];
  const net = sum(blocks.map(({ claimed, due, slashed }) => claimed + due - slashed));
  const isKnown = began !== undefined && ended !== undefined && ended > began;
  return {
    perDay: isKnown ? (net * BigInt(DAY)) / BigInt(ended - began) : null,
    days: [...days]
      .sort(([a], [b]) => b - a)
      .slice(0, SHOWN_DAYS)
      .map(([day, of]) => ({
        day,
        blocks: of.length,
        earned: sum(of.map(({ claimed, due }) => claimed + due)),
        slashed: sum(of.map(({ slashed }) => slashed)),
      })),
  };
}

/** When the first round of a range began, L1 time. */
async function beginOf(store: Store, { from, to }: HeightRange): Promise<number | undefined> {
  const first = await store
    .selectFrom("round_opened")
    .select("start")
    .where("height", ">=", from)
    .where("height", "<=", to)
    .orderBy("height")
    .orderBy("round_id")
    .limit(1)
    .executeTakeFirst();
  return first?.start;
}

/** When the last block of a range became final, L1 time. */
async function endOf(store: Store, range: HeightRange): Promise<number | undefined> {
  const last = await finalsOf(store, range)
    .innerJoin("l1_block", "l1_block.number", "final_block.l1_block")
    .select("l1_block.time")
    .orderBy("final_block.height", "desc")
    .limit(1)
    .executeTakeFirst();
  return last?.time;
}

/** What was claimed, by block. */
async function claimsOf(store: Store, seat: number, range: HeightRange): Promise<Map<string, bigint>> {
  const rows = await finalsOf(store, range)
    .innerJoin("payment", "payment.proposal_id", "final_block.proposal_id")
    .select(["payment.proposal_id", "payment.amount"])
    .where("payment.seat", "=", seat)
    .execute();
  return byBlock(rows.map(({ proposal_id, amount }) => [proposal_id, BigInt(amount)]));
}

/** What the seat can claim, by block: nodes of settled blocks that were not paid, and places as a new seat. */
async function duesOf(
  store: Store,
  { settings }: Deployment,
  seat: number,
  range: HeightRange,
): Promise<Map<string, bigint>> {
  const paid = await store
    .selectFrom("payment")
    .select(["proposal_id", "node"])
    .where("seat", "=", seat)
    .execute();
  const isPaid = new Set(paid.map(({ proposal_id, node }) => `${proposal_id}/${node}`));
  const open = (await creditsOf(store, seat, range)).filter(
    (it) => !isPaid.has(`${it.proposal_id}/${it.node}`),
  );
  const named = await finalsOf(store, range)
    .innerJoin("uncles_named", "uncles_named.winner", "final_block.proposal_id")
    .select(["uncles_named.winner", "uncles_named.new_seats"])
    .execute();
  const newIn = named.filter(
    ({ winner, new_seats }) =>
      newSeatsOf(new_seats).some(({ seats }) => seats.has(seat)) && !isPaid.has(`${winner}/null`),
  );
  const due: [string, bigint][] = [];
  for (const id of new Set([
    ...open.map(({ proposal_id }) => proposal_id),
    ...newIn.map(({ winner }) => winner),
  ])) {
    const reward = await store
      .selectFrom("reward")
      .selectAll()
      .where("proposal_id", "=", id)
      .executeTakeFirst();
    const shares = reward && (await loadShares(store, reward));
    if (shares === undefined) continue;
    const asNew = shares.newSeats.get(seat);
    if (asNew !== undefined && !isPaid.has(`${id}/null`)) due.push([id, asNew]);
    for (const { proposal_id, node, is_committed, depth } of open) {
      if (proposal_id === id)
        due.push([id, nodePay(shares.winners, settings, node, depth, is_committed === 1)]);
    }
  }
  return byBlock(due);
}

/** What was taken of the stake, by block. */
async function slashesOf(store: Store, seat: number, range: HeightRange): Promise<Map<string, bigint>> {
  const rows = await finalsOf(store, range)
    .innerJoin("case_event", "case_event.proposal_id", "final_block.proposal_id")
    .select(["case_event.proposal_id", "case_event.taken"])
    .where("case_event.seat", "=", seat)
    .where("case_event.kind", "=", "settled")
    .execute();
  return byBlock(rows.map(({ proposal_id, taken }) => [proposal_id, BigInt(taken ?? 0)]));
}

function byBlock(amounts: readonly (readonly [id: string, amount: bigint])[]): Map<string, bigint> {
  const all = new Map<string, bigint>();
  for (const [id, amount] of amounts) all.set(id, (all.get(id) ?? 0n) + amount);
  return all;
}

/** The sum of amounts. */
export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, amount) => all + amount, 0n);
