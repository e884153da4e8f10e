import type { History } from "@trellis/indexer";
import type { HeightDetail, ProverResource, RestResult, TrellisRest } from "@trellis/rpc-api";
import type { CommandResult } from "../../shell/run.ts";
import { short, tokens } from "../../shell/text/format.ts";
import { clock, wrapped } from "./formula.ts";
import { caseLines, nodeText } from "./renderBlock.ts";

/** Final blocks that are looked at. */
const LAST = 10;

type Winner = RestResult<TrellisRest["proposal"]>;

/** What a block meant for a seat. */
interface BlockStory {
  readonly height: number;
  readonly why: string;
}

/** Why a seat was named, paid, not paid or slashed in the last blocks. */
export async function whySeat(history: History, seat: number): Promise<CommandResult> {
  const figures = await history.prover({ seat });
  const { items } = await history.heights({ limit: LAST });
  const blocks: BlockStory[] = [];
  for (const { height, winner } of items) {
    const [detail, block] = [await history.height({ height }), await history.proposal({ id: winner })];
    blocks.push({ height, why: blockStory(seat, figures, detail, block) });
  }
  const says = [
    ...seatLines(figures),
    ...blocks.map(({ height, why }) => `block ${height}: ${why}`),
    ...(figures.cases.length === 0 ? ["it was never reported"] : figures.cases.flatMap(caseLines)),
  ].flatMap((line) => wrapped(line));
  return { result: { ...figures, blocks }, says };
}

function seatLines({
  seat,
  isHeld,
  payout,
  stake,
  isPaused,
  exitAt,
  slashed,
  claimed,
  due,
}: ProverResource): string[] {
  if (!isHeld) return [`seat ${seat}: nobody holds it`];
  return [
    `seat ${seat} belongs to ${payout}, stake ${tokens(stake)}`,
    ...(isPaused ? ["it is paused: no round counts it (R4)"] : []),
    ...(exitAt === null
      ? []
      : [`it leaves: no round counts it, and the stake may go from ${clock(exitAt)} on`]),
    `it has claimed ${tokens(claimed)}, can claim ${tokens(due)}, and lost ${tokens(slashed)} to the court`,
  ];
}

/** What a final block meant for a seat, and why. */
function blockStory(
  seat: number,
  { joinedAt }: ProverResource,
  { pay, rounds }: HeightDetail,
  block: Winner,
): string {
  const own = (pay?.seats ?? []).filter((it) => it.seat === seat);
  const start = rounds.at(-1)?.start ?? 0;
  if (own.length > 0) {
    const sum = own.reduce((all, { amount }) => all + amount, 0n);
    const nodes = own.map(({ node, reason }) =>
      node === null
        ? "a losing block (R7)"
        : `${nodeText(node, block.depth)}${reason === "rescue" ? " for another" : ""}`,
    );
    return `proved ${nodes.join(", ")}: ${payText(sum, own, pay?.pool ?? null)}`;
  }
  if (block.committedSeats.includes(seat)) {
    return "committed, and no kept proof shows a node of it: not paid (R2)";
  }
  if (joinedAt !== null && joinedAt.time > start) return "it joined after the round had begun";
  return `not committed by the winner ${short(block.proposalId)}: it had no vote there, the tree had too few places for all seats that voted, or it was left out because it voted and did not claim (P5.1)`;
}

function payText(
  sum: bigint,
  own: readonly { readonly paidTo: string | null }[],
  pool: { readonly claimsFrom: number } | null,
): string {
  if (pool === null) return "the reward is not settled yet (P8.3)";
  if (own.every(({ paidTo }) => paidTo !== null)) return `${tokens(sum)} claimed`;
  return `${tokens(sum)} due, claims from ${clock(pool.claimsFrom)} on`;
}
