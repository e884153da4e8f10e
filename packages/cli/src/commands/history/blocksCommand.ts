import type { History } from "@trellis/indexer";
import type { HeightSummary } from "@trellis/rpc-api";
import type { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { historyCommand } from "../../shell/historyCommand.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { short, tokens } from "../../shell/text/format.ts";

const MAX_LAST = 1_000;
const PAGE = 200;

/** `trellis blocks`: the last final blocks, one a line. */
export function blocksCommand(io: CliIo): Command {
  return historyCommand(
    io,
    "blocks",
    "list the last final blocks: who won, with how many provers and what bid, and by how much",
    { last: optionValues.whole(MAX_LAST) },
    async (history, { last }) => {
      const blocks = await lastBlocks(history, last);
      return { result: { blocks }, says: renderBlocks(blocks) };
    },
  ).option("--last <n>", `number of blocks, at most ${MAX_LAST}`, "20");
}

async function lastBlocks(history: History, last: number): Promise<HeightSummary[]> {
  const blocks: HeightSummary[] = [];
  let cursor: string | null | undefined;
  while (blocks.length < last && cursor !== null) {
    const limit = Math.min(PAGE, last - blocks.length);
    const page = await history.heights({ limit, ...(cursor === undefined ? {} : { cursor }) });
    blocks.push(...page.items);
    cursor = page.next;
  }
  return blocks;
}

/** Final blocks, one a line of at most 80 columns. */
export function renderBlocks(blocks: readonly HeightSummary[]): string[] {
  if (blocks.length === 0) return ["no block is final yet"];
  const row = (cells: readonly string[]): string =>
    [cells[0]!.padStart(6), cells[1]!.padEnd(13), cells[2]!.padEnd(13), ...cells.slice(3)]
      .map((cell, i) => (i < 3 ? cell : cell.padStart([9, 5, 9, 9, 5][i - 3]!)))
      .join(" ")
      .trimEnd();
  return [
    row(["height", "block", "by", "provers", "α", "bid", "won by", "tx"]),
    ...blocks.map((block) =>
      row([
        String(block.height),
        short(block.winner),
        short(block.proposer),
        `${block.provenSeats}/${block.committedSeats}`,
        block.alpha.toFixed(2),
        fitting(tokens(block.burned)),
        marginText(block.margin),
        String(block.transactions),
      ]),
    ),
  ];
}

/** Winner's score over the best other. A claim above it counts for nothing, since nothing of it was proven. */
function marginText({ ratio, runnerUp, runnerUpIsProven }: HeightSummary["margin"]): string {
  if (runnerUp === null) return "alone";
  if (ratio === null || (ratio < 1 && !runnerUpIsProven)) return "no rival";
  return ratio >= 10_000 ? "> 10^4 ×" : `${ratio.toFixed(2)} ×`;
}

/** An amount in nine columns. */
const fitting = (amount: string): string => (amount.length > 9 ? amount.split(".")[0]! : amount);
