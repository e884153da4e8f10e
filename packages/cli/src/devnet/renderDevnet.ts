import { stripVTControlCharacters, styleText } from "node:util";
import { nodeKey } from "@trellis/protocol";
import { bar, grouped, plural, scientific, short, tokens } from "../shell/text/format.ts";
import type { DevnetModel } from "./model/DevnetModel.ts";
import type { HeightSummary } from "./model/HeightSummary.ts";
import type { ShownProposal, TreeCell } from "./model/ShownProposal.ts";
import { shellFile } from "./setup/shellVariables.ts";

/** What stays the same in every frame. */
export interface FrameHeader {
  readonly proofs: "real" | "simulated";
  readonly rollup: string;
  readonly verifier: string;
  readonly rpc: string;
  /** Explorer and API of the full node's index. */
  readonly index: string;
  readonly l1Rpc: string;
  readonly dataDir: string;
  readonly processes: number;
}

/** α is kept in parts of this size. */
const ALPHA_ONE = 65_536;

const dim = (text: string): string => styleText("dim", text);
const bold = (text: string): string => styleText("bold", text);
const green = (text: string): string => styleText("green", text);
const yellow = (text: string): string => styleText("yellow", text);

const PHASES = {
  waiting: "1 propose (the window opens with the first commitment)",
  proposal: "1–3 propose, vote, aggregate and commit",
  sealed: "3 committed; the block below is not final yet",
  proof: "4–5 reveal, prove, submit",
  finalisable: "5 finalise",
} as const;

const NARROW_PHASES = {
  ...PHASES,
  waiting: "1 propose, until somebody commits",
  proposal: "1–3 propose, vote, commit",
  sealed: "3 committed, waits for the block below",
} as const;

/** The terminal's size. */
export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

/** With fewer columns, what matters less is left out. */
const WIDE = 118;
const MAX_TRANSACTIONS = 5;
const MAX_HEIGHTS = 4;
/** Each final block: who won, why, who was paid. */
const LINES_A_HEIGHT = 3;
/** An empty line, and a title. */
const TITLE = 2;

/** One frame of the live display. It has fewer lines than the terminal has rows, if that has 24 or more; the caller cuts lines that are too long. */
export function renderDevnet(
  model: DevnetModel,
  header: FrameHeader,
  size: FrameSize = { columns: 160, rows: 60 },
): string[] {
  const isWide = size.columns >= WIDE;
  const lines = headerLines(header, isWide);
  if (model.view === undefined) return [...lines, "", "reading L1 …"];
  lines.push(heightLine(model, isWide), "", tableHead(isWide));
  const proposals = model.current();
  for (const [rank, proposal] of proposals.slice(0, 4).entries()) {
    lines.push(proposalLine(proposal, rank === 0 && proposal.score > 0n, isWide));
  }
  if (proposals.length === 0) lines.push(dim("  none yet"));
  const shown =
    proposals.find((proposal) => proposal.tree.size > 0) ?? proposals.find(({ named }) => named.size > 0);
  if (shown !== undefined) lines.push("", ...treeLines(shown, size.columns));
  const problem = model.problems.at(-1);
  const left = size.rows - 1 - lines.length - (problem === undefined ? 0 : TITLE);
  const heights = model.heights.slice(-fitting(left, MAX_HEIGHTS, LINES_A_HEIGHT, model.heights.length));
  const used = TITLE + LINES_A_HEIGHT * heights.length;
  const transactions = fitting(left - used, MAX_TRANSACTIONS, 1, model.transactions.length);
  if (left - used > TITLE) {
    lines.push("", dim("  latest L1 transactions"));
    for (const tx of model.transactions.slice(-transactions)) {
      lines.push(
        `  ${tx.action.padEnd(13)}${short(tx.hash).padEnd(16)}${grouped(tx.gas).padStart(11)} gas  ${tx.by}`,
      );
    }
  }
  lines.push("", dim("  final blocks"));
  for (const height of heights) lines.push(...heightLines(height, size.columns));
  if (problem !== undefined) lines.push("", yellow(`  ${problem.by}: ${problem.message}`));
  return lines;
}

/** How many things of some lines each fit below a title; one at least. */
function fitting(left: number, most: number, lines: number, there: number): number {
  return Math.max(1, Math.min(most, there, Math.floor((left - TITLE) / lines)));
}

function headerLines(
  { proofs, processes, rollup, rpc, index, dataDir }: FrameHeader,
  isWide: boolean,
): string[] {
  const kind = proofs === "real" ? "real proofs" : yellow("SIMULATED PROOFS: nothing is proven");
  const title = `${bold("Trellis devnet")}  ${kind}  ${processes} processes`;
  const shell = dim(`for commands in another shell: . ${shellFile(dataDir)}`);
  return isWide
    ? [
        `${title}  rollup ${short(rollup)}  RPC ${rpc}  ${dim("? explains")}`,
        dim(`explorer ${index}  data in ${dataDir}`),
        shell,
        "",
      ]
    : [`${title}  ${dim("? explains")}`, dim(`explorer ${index}  RPC ${rpc}`), shell];
}

function heightLine({ view, phase: { name, secondsLeft } }: DevnetModel, isWide: boolean): string {
  const { status, block, settings } = view!;
  const { number, height, alpha } = status.running.round;
  const window = name === "proposal" ? settings.proposalWindow : settings.proofWindow;
  const countdown =
    name === "proposal" || name === "proof"
      ? `  ${bar(1 - secondsLeft / window, isWide ? 20 : 8)} ${secondsLeft} s left`
      : "";
  const parts = [`${bold(`height ${height}`)}  round ${number}  α ${(alpha / ALPHA_ONE).toFixed(3)}`];
  if (isWide) parts.push(`L1 block ${block.number}`);
  const phase = (isWide ? PHASES : NARROW_PHASES)[name];
  return `${parts.join("  ")}  ${isWide ? "phase " : ""}${bold(phase)}${countdown}`;
}

const tableHead = (isWide: boolean): string =>
  dim(
    isWide
      ? `${"  proposal".padEnd(18)}${"by".padEnd(14)}${"burn bid".padStart(12)}${"own swaps".padStart(12)}${"provers get".padStart(13)}` +
          `${"votes".padStart(7)}${"provers".padStart(9)}${"score".padStart(12)}  state`
      : `${"  proposal".padEnd(17)}${"by".padEnd(11)}${"burn bid".padStart(9)}${"votes".padStart(6)}${"provers".padStart(8)}${"score".padStart(11)}  state`,
  );

function proposalLine(proposal: ShownProposal, isBest: boolean, isWide: boolean): string {
  const { id, by, burnBid, plan, proverShareBps, votes, provers, score, state, transactions } = proposal;
  const mark = isBest ? "▸ " : "  ";
  const end = `  ${state}, ${transactions} tx`;
  const text = isWide
    ? `${mark}${short(id).padEnd(16)}${by.padEnd(14)}${`${tokens(burnBid)} TRL`.padStart(12)}` +
      `${(plan === undefined ? "" : tokens(plan.backrun)).padStart(12)}${`${proverShareBps / 100} %`.padStart(13)}` +
      `${String(votes).padStart(7)}${String(provers).padStart(9)}${scientific(score).padStart(12)}${end}`
    : `${mark}${short(id).padEnd(15)}${by.padEnd(11)}${tokens(burnBid).padStart(9)}` +
      `${String(votes).padStart(6)}${String(provers).padStart(8)}${scientific(score).padStart(11)}${end}`;
  return isBest ? bold(text) : text;
}

/** Draws rows of at most 8 nodes node by node if they fit, and others as a bar. */
function treeLines(proposal: ShownProposal, columns: number): string[] {
  const lines = [dim(`  proof tree of ${short(proposal.id)}`)];
  for (let depth = 0; depth <= proposal.depth; depth++) {
    const label = (depth === 0 ? "root" : depth === proposal.depth ? "leaves" : `merge ${depth}`).padEnd(9);
    const nodes = Array.from({ length: 2 ** depth }, (_, index) => ({ depth, index }));
    const cells = nodes.map((node) => ({
      cell: proposal.tree.get(nodeKey(node)),
      named: proposal.named.get(nodeKey(node)),
    }));
    const row = `  ${label}${cells.map(({ cell, named }) => cellText(cell, named)).join(" ")}`;
    if (nodes.length <= 8 && stripVTControlCharacters(row).length <= columns) lines.push(row);
    else {
      const proved = cells.filter(({ cell }) => cell?.state === "proved").length;
      lines.push(`  ${label}${bar(proved / nodes.length, 40)} ${proved}/${nodes.length}`);
    }
  }
  return lines;
}

function cellText(cell: TreeCell | undefined, named: number | undefined): string {
  const seat = cell?.seat ?? named;
  const who = seat === undefined ? "nobody" : `seat ${seat}`;
  if (cell === undefined) return dim(`[${who} · waiting]`);
  const helped = cell.rescue ? " for another" : "";
  if (cell.state === "proved") return green(`[${who}${helped} ✓ ${cell.time.toFixed(1)} s]`);
  return yellow(`[${who}${helped} ⋯ ${((performance.now() - cell.time) / 1_000).toFixed(0)} s]`);
}

function heightLines(height: HeightSummary, columns: number): string[] {
  const { winner, provers, transactions, burn, score, seconds } = height;
  const points = columns >= WIDE ? `, score ${scientific(score)}` : "";
  return [
    green(
      `  ${height.height}  ${short(winner.proposalId)} by ${winner.by}: ${plural(provers, "prover")}, ` +
        `${transactions} tx, burned ${tokens(burn)}${points}, ${seconds.total} s`,
    ),
    `     ${whyWon(height)}`,
    dim(paidLine(height, columns)),
  ];
}

/** Why a block won, in one line. */
function whyWon({ provers, burn, score, rival }: HeightSummary): string {
  if (rival === undefined) return "won: nobody else committed";
  const own = `${plural(provers, "prover")}, bid ${tokens(burn)}`;
  const other = `${rival.by}: ${plural(rival.provers, "prover")}, bid ${tokens(rival.burn)}`;
  if (score < rival.score) return `rival not proven: ${own}; ${other}`;
  return `won by ${(Number((score * 100n) / rival.score) / 100).toFixed(2)} times: ${own}; ${other}`;
}

/** Who was paid; seats as far as they fit. */
function paidLine({ payments, proposerReward, fees }: HeightSummary, columns: number): string {
  const bySeat = new Map<number, bigint>();
  for (const { seat, amount } of payments) bySeat.set(seat, (bySeat.get(seat) ?? 0n) + amount);
  const reward =
    proposerReward === undefined
      ? "reward not settled yet, proposer"
      : `paid: proposer ${tokens(proposerReward)} +`;
  let line = `     ${reward} fees ${tokens(fees)}`;
  for (const [seat, amount] of [...bySeat].sort(([a], [b]) => a - b)) {
    const part = `, seat ${seat} ${tokens(amount)}`;
    if (line.length + part.length > columns - 3) return `${line}, …`;
    line += part;
  }
  return line;
}
