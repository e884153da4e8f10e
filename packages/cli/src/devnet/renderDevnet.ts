import { styleText } from "node:util";
import { nodeKey } from "@trellis/protocol";
import { bar, grouped, scientific, short, tokens } from "../shell/text/format.ts";
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

/** One frame of the live display. Lines are not wrapped: the caller cuts them to the terminal's width. */
export function renderDevnet(model: DevnetModel, header: FrameHeader): string[] {
  const { view } = model;
  const lines = [
    `${bold("Trellis devnet")}  ${header.proofs === "real" ? "real proofs" : yellow("SIMULATED PROOFS: nothing is proven")}` +
      `  ${header.processes} processes  rollup ${short(header.rollup)}  RPC ${header.rpc}`,
    dim(`explorer ${header.index}  data in ${header.dataDir}`),
    dim(`for commands in another shell: . ${shellFile(header.dataDir)}`),
    "",
  ];
  if (view === undefined) return [...lines, "reading L1 …"];
  const { status, block, settings } = view;
  const { running } = status;
  const { name, secondsLeft } = model.phase;
  const window = name === "proposal" ? settings.proposalWindow : settings.proofWindow;
  lines.push(
    `${bold(`height ${running.round.height}`)}  round ${running.round.number}  L1 block ${block.number}  phase ${bold(PHASES[name])}` +
      (name === "proposal" || name === "proof"
        ? `  ${bar(1 - secondsLeft / window, 20)} ${secondsLeft} s left`
        : ""),
    "",
    dim(
      `${"  proposal".padEnd(18)}${"by".padEnd(14)}${"burn bid".padStart(12)}${"own swaps".padStart(12)}${"provers get".padStart(13)}` +
        `${"votes".padStart(7)}${"provers".padStart(9)}${"score".padStart(12)}  state`,
    ),
  );
  const proposals = model.current();
  for (const [rank, proposal] of proposals.entries()) lines.push(proposalLine(proposal, rank === 0));
  if (proposals.length === 0) lines.push(dim("  none yet"));
  const shown =
    proposals.find((proposal) => proposal.tree.size > 0) ?? proposals.find(({ named }) => named.size > 0);
  if (shown !== undefined) lines.push("", ...treeLines(shown));
  lines.push("", dim("  latest L1 transactions"));
  for (const tx of model.transactions.slice(-5)) {
    lines.push(
      `  ${tx.action.padEnd(13)}${short(tx.hash).padEnd(16)}${grouped(tx.gas).padStart(11)} gas  ${tx.by}`,
    );
  }
  lines.push("", dim("  final blocks"));
  for (const height of model.heights.slice(-4)) lines.push(...heightLines(height));
  const problem = model.problems.at(-1);
  if (problem !== undefined) lines.push("", yellow(`  ${problem.by}: ${problem.message}`));
  return lines;
}

function proposalLine(proposal: ShownProposal, isBest: boolean): string {
  const text =
    `${isBest ? "▸ " : "  "}${short(proposal.id).padEnd(16)}${proposal.by.padEnd(14)}` +
    `${`${tokens(proposal.burnBid)} TRL`.padStart(12)}` +
    `${(proposal.plan === undefined ? "" : tokens(proposal.plan.backrun)).padStart(12)}${`${proposal.proverShareBps / 100} %`.padStart(13)}` +
    `${String(proposal.votes).padStart(7)}${String(proposal.provers).padStart(9)}` +
    `${scientific(proposal.score).padStart(12)}  ${proposal.state}, ${proposal.transactions} tx`;
  return isBest ? bold(text) : text;
}

/** Draws rows of at most 8 nodes node by node, and wider rows as a bar. */
function treeLines(proposal: ShownProposal): string[] {
  const lines = [dim(`  proof tree of ${short(proposal.id)}`)];
  for (let depth = 0; depth <= proposal.depth; depth++) {
    const label = (depth === 0 ? "root" : depth === proposal.depth ? "leaves" : `merge ${depth}`).padEnd(9);
    const nodes = Array.from({ length: 2 ** depth }, (_, index) => ({ depth, index }));
    const cells = nodes.map((node) => ({
      cell: proposal.tree.get(nodeKey(node)),
      named: proposal.named.get(nodeKey(node)),
    }));
    if (nodes.length <= 8) {
      lines.push(`  ${label}${cells.map(({ cell, named }) => cellText(cell, named)).join(" ")}`);
    } else {
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

function heightLines(height: HeightSummary): string[] {
  const bySeat = new Map<number, bigint>();
  for (const { seat, amount } of height.payments) bySeat.set(seat, (bySeat.get(seat) ?? 0n) + amount);
  const paid = [...bySeat].sort(([a], [b]) => a - b).slice(0, 8);
  return [
    green(
      `  ${height.height}  ${short(height.winner.proposalId)} by ${height.winner.by}: ${height.provers} provers, ` +
        `${height.transactions} tx, burned ${tokens(height.burn)}, score ${scientific(height.score)}, ${height.seconds.total} s`,
    ),
    dim(
      `     ${height.proposerReward === undefined ? "reward not settled yet, proposer" : `paid: proposer ${tokens(height.proposerReward)} +`} fees ${tokens(height.fees)}` +
        `${paid.map(([seat, amount]) => `, seat ${seat} ${tokens(amount)}`).join("")}${bySeat.size > 8 ? ", …" : ""}`,
    ),
  ];
}
