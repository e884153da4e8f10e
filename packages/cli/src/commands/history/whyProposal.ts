import type { History } from "@trellis/indexer";
import type { RestResult, TrellisRest } from "@trellis/rpc-api";
import type { CommandResult } from "../../shell/run.ts";
import { short, tokens } from "../../shell/text/format.ts";
import { formula, wrapped } from "./formula.ts";
import { caseLines, neededText, nodeText } from "./renderBlock.ts";

type Detail = RestResult<TrellisRest["proposal"]>;

/** Why a proposal won, lost or died. */
export async function whyProposal(history: History, id: `0x${string}`): Promise<CommandResult> {
  const detail = await history.proposal({ id });
  const { rounds, final } = await history.height({ height: detail.height });
  const round = rounds.find(({ roundId }) => roundId === detail.roundId);
  const winner = round?.proposals.find(({ outcome }) => outcome === "final");
  const says = [
    `proposal ${short(id)} by ${detail.proposer}, height ${detail.height}, round ${detail.round}`,
    ...scoreLines(detail),
    ...outcomeLines(detail, round?.outcome, winner),
    ...(detail.refund === null
      ? []
      : [`it got ${tokens(detail.refund.amount)} back and lost ${tokens(detail.refund.lost)}`]),
    ...nodeLines(detail),
    ...detail.cases.flatMap(caseLines),
  ].flatMap((line) => wrapped(line));
  return { result: { ...detail, margin: detail.outcome === "final" ? (final?.margin ?? null) : null }, says };
}

function scoreLines({ committed, proven, alpha, burnBid, votes }: Detail): string[] {
  return [
    `it claimed ${formula(committed.seats, alpha, burnBid, committed.score)}`,
    proven === null
      ? "no proof of it is on L1"
      : `it proved  ${formula(proven.seats, alpha, burnBid, proven.score)}`,
    ...(votes === null ? [] : [`${votes.seats} seats voted for it, as this node saw (gossip)`]),
  ];
}

function outcomeLines(
  detail: Detail,
  roundOutcome: string | undefined,
  winner: { readonly proposalId: string; readonly proven: { readonly score: bigint } | null } | undefined,
): string[] {
  const { outcome, needed, proven } = detail;
  switch (outcome) {
    case "final":
      return ["it won: its final score is the highest of its round, or was the first as high"];
    case "lost":
      return [
        `it lost to ${winner === undefined ? "another block" : short(winner.proposalId)}${
          proven === null ? " because only proven blocks can win" : " because that one scored more"
        }`,
        ...(needed === null ? [] : [`it ${neededText(detail)}`]),
      ];
    case "void":
      return [
        roundOutcome === "abandoned"
          ? "it died with the block that it was built on (P3.4)"
          : "its round ended without a proven block, and the height started again (P3.3)",
      ];
    default:
      return ["its round is not decided yet"];
  }
}

function nodeLines({ nodes, depth, proven }: Detail): string[] {
  if (proven === null) return [];
  const missing = nodes.filter(({ l1 }) => l1 === null);
  const rescued = nodes.filter(({ l1 }) => l1?.isCommitted === false);
  const list = (of: typeof nodes): string =>
    `${of
      .slice(0, 8)
      .map(({ number, l1 }) => `${nodeText(number, depth)}${l1 === null ? "" : ` (seat ${l1.seat})`}`)
      .join(", ")}${of.length > 8 ? ", …" : ""}`;
  return [
    ...(rescued.length === 0 ? [] : [`proven in place of the named seat: ${list(rescued)}`]),
    ...(missing.length === 0 ? [] : [`proven by nobody that is paid: ${list(missing)}`]),
  ];
}
