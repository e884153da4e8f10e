import { nodeAt, nodeKind } from "@trellis/protocol";
import type { CaseResource, HeightDetail, PayResource, ProposalResource } from "@trellis/rpc-api";
import { plural, short, tokens } from "../../shell/text/format.ts";
import { clock, exact, formula, times, wrapped } from "./formula.ts";

/** Proposals and seats that are listed for people; `--json` has all. */
const MAX_LISTED = 16;

/** One height in lines of at most 80 columns: who won and why, who was paid what, who was slashed. */
export function renderBlock(height: HeightDetail): string[] {
  const { final } = height;
  const proposals = height.rounds.flatMap((round) => round.proposals);
  const depth = proposals.find(({ outcome }) => outcome === "final")?.depth ?? 1;
  return [
    ...(final === null ? openHead(height) : head(height)),
    "proposals:",
    ...proposals.slice(0, MAX_LISTED).flatMap(proposalLines),
    ...more(proposals.length),
    ...(height.pay === null ? [] : payLines(height.pay, depth)),
    ...(height.cases.length === 0 ? [] : ["cases:", ...height.cases.flatMap(caseLines)]),
  ].flatMap((line) => wrapped(line));
}

function openHead({ height, rounds }: HeightDetail): string[] {
  const commitments = rounds.reduce((sum, round) => sum + round.commitments, 0);
  return [
    `height ${height} is not final: ${plural(rounds.length, "round")} so far, ${plural(commitments, "commitment")}`,
  ];
}

function head({ height, final, rounds }: HeightDetail): string[] {
  const { winner, proposer, finalAt, margin, alpha, burned, provenSeats, committedSeats, transactions } =
    final!;
  const restarts = rounds.filter(({ outcome }) => outcome !== "final").length;
  const missing = committedSeats - provenSeats;
  return [
    `height ${height}, final since ${clock(finalAt.time)} (L1 block ${finalAt.l1Block}), ${plural(transactions, "transaction")}`,
    ...(restarts === 0 ? [] : [`${plural(restarts, "round")} before it ended without a block`]),
    `winner: ${winner} by ${proposer}`,
    `  ${formula(provenSeats, alpha, burned, margin.winnerScore)}`,
    ...(missing === 0
      ? []
      : [`  ${plural(missing, "seat")} of its ${committedSeats} committed proved nothing`]),
    `  ${marginText(final!)}`,
  ];
}

function marginText({ margin }: NonNullable<HeightDetail["final"]>): string {
  const { runnerUp, runnerUpScore, runnerUpIsProven, ratio } = margin;
  if (runnerUp === null || runnerUpScore === null) return "nobody else bid on this parent";
  if (ratio === null) return `${short(runnerUp)} was proven by no committed seat`;
  return runnerUpIsProven
    ? `that is ${times(ratio)} the score that ${short(runnerUp)} proved`
    : `that is ${times(ratio)} the score that ${short(runnerUp)} claimed${ratio < 1 ? "; only proven blocks win" : ""}`;
}

/** A proposal: its score, its bid against its value, and what it would have needed. */
export function proposalLines(proposal: ProposalResource): string[] {
  const { proposalId, proposer, burnBid, alpha, committed, proven, value, needed, refund } = proposal;
  const seats = proven?.seats ?? committed.seats;
  const score = proven?.score ?? committed.score;
  const fees = value.fees === null ? "" : ` and fees of ${tokens(value.fees)}`;
  return [
    `  ${short(proposalId)} by ${short(proposer)}: ${outcomeText(proposal)}`,
    `    ${proven === null ? "claimed" : "proved"} ${formula(seats, alpha, burnBid, score)}`,
    `    bid ${tokens(burnBid)} for a reward of up to ${tokens(value.reward)}${fees}; provers get ${proposal.proverShareBps / 100} %`,
    ...(needed === null ? [] : [`    ${neededText(proposal)}`]),
    ...(refund === null ? [] : [`    got ${tokens(refund.amount)} back${lostText(refund.lost)}`]),
  ];
}

function outcomeText({ outcome, committed, proven, round }: ProposalResource): string {
  switch (outcome) {
    case "final":
      return "won";
    case "lost":
      return proven === null
        ? "lost, nothing was proven"
        : `lost, ${proven.seats} of ${committed.seats} seats proved`;
    case "void":
      return `void, round ${round} ended without it`;
    default:
      return "not decided";
  }
}

/** What would have won. */
export function neededText({
  needed,
  proven,
  burnBid: bid,
}: Pick<ProposalResource, "needed" | "proven" | "burnBid">): string {
  const { burnBid, seats } = needed ?? { burnBid: null, seats: null };
  if (proven === null && burnBid !== null && burnBid <= bid)
    return "would have won if all of it had been proven";
  const options = [
    ...(burnBid === null ? [] : [`a bid of ${tokens(burnBid + 10n ** 14n - 1n)}`]),
    ...(seats === null ? [] : [`${seats} provers`]),
  ];
  return options.length === 0
    ? "no legal bid would have won"
    : `would have won with ${options.join(", or with ")}`;
}

const lostText = (lost: bigint): string => (lost === 0n ? "" : `, lost ${tokens(lost)} of its bond (R9)`);

function payLines(pay: PayResource, depth: number): string[] {
  const { proposer, proposerReward, fees, burned, pool } = pay;
  return [
    "paid:",
    `  proposer ${short(proposer)}: ${proposerReward === null ? "reward not settled yet" : `reward ${tokens(proposerReward)}`}, fees ${tokens(fees)}`,
    ...seatLines(pay, depth),
    ...(pool === null
      ? []
      : [
          `  provers' pool   ${exact(pool.amount)}`,
          `    = claimed     ${exact(pool.paid)}`,
          `    + due         ${exact(pool.due)}`,
          `    + not minted  ${exact(pool.neverMinted)}`,
        ]),
    `burned: bid ${exact(burned.bid)}, bonds ${exact(burned.bonds)}, stakes ${exact(burned.stakes)}`,
  ];
}

function seatLines({ seats, pool }: PayResource, depth: number): string[] {
  const bySeat = [...Map.groupBy(seats, ({ seat }) => seat)]
    .map(([seat, parts]) => ({ seat, parts, sum: parts.reduce((all, { amount }) => all + amount, 0n) }))
    .sort((a, b) => (a.sum < b.sum ? 1 : a.sum > b.sum ? -1 : a.seat - b.seat));
  return [
    ...bySeat.slice(0, MAX_LISTED).map(({ seat, parts, sum }) => {
      const isPaid = parts.every(({ paidTo }) => paidTo !== null);
      const pay = pool === null ? "" : `${tokens(sum)} ${isPaid ? "claimed" : "due"}, `;
      return `  seat ${seat}: ${pay}for ${parts.map((part) => partText(part, depth)).join(", ")}`;
    }),
    ...more(bySeat.length),
  ];
}

function partText({ reason, node }: PayResource["seats"][number], depth: number): string {
  if (node === null) return "a losing block (R7)";
  return `${nodeText(node, depth)}${reason === "rescue" ? " for another" : ""}`;
}

/** A node's kind and number. */
export function nodeText(node: number, depth: number): string {
  const kind = nodeKind(nodeAt(node), depth);
  return kind === "root" ? "the root" : `${kind} ${node}`;
}

/** R8: a case as a story. */
export function caseLines({
  seat,
  height,
  reports,
  cleared,
  open,
  settled,
  answerBy,
}: CaseResource): string[] {
  const named = [...new Set(reports.flatMap(({ nodes }) => nodes))];
  return [
    `  seat ${seat} claimed ${named.length === 1 ? "node" : "nodes"} ${named.join(", ")} of block ${height}, and no kept proof shows it; reported by ${short(reports[0]!.reporter)} at ${clock(reports[0]!.at.time)}`,
    ...(cleared.length === 0
      ? []
      : [
          `    answered with a proof of node ${cleared.map(({ node }) => node).join(", ")}: no penalty for it`,
        ]),
    settled === null
      ? `    open: ${plural(open.length, "node")} without an answer until ${clock(answerBy)}`
      : settled.taken === 0n
        ? "    settled: all was answered, and the stake stays whole"
        : `    settled: ${tokens(settled.taken)} taken for ${plural(open.length, "node")} at level ${settled.level}: ${tokens(settled.bounty)} to the reporter, ${tokens(settled.burned)} burned`,
  ];
}

const more = (count: number): string[] =>
  count <= MAX_LISTED ? [] : [`  … ${count - MAX_LISTED} more: --json shows all`];
