import type { History } from "@trellis/indexer";
import { TrellisError } from "@trellis/protocol";
import type { ProverResource } from "@trellis/rpc-api";
import type { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { historyCommand } from "../../shell/historyCommand.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { tokens } from "../../shell/text/format.ts";

/** Seats whose figures are read for a list. */
const MAX_SEATS = 64;

/** `trellis prover earnings`: what seats did and earned. */
export function earningsCommand(io: CliIo): Command {
  return historyCommand(
    io,
    "earnings",
    "show what seats did and earned over the last 1,000 blocks: committed, delivered, claimed, due, slashed",
    { seat: optionValues.seat.optional() },
    async (history, { seat }) => {
      const seats = await figuresOf(history, seat);
      return { result: { seats }, says: renderEarnings(seats) };
    },
  ).option("--seat <n>", "one seat (default: all that are held, at most 64)");
}

/** @throws TRL-CLI-032 if nobody holds the seat, or any. */
async function figuresOf(history: History, seat: number | undefined): Promise<ProverResource[]> {
  if (seat !== undefined) {
    const figures = await history.prover({ seat });
    if (figures.events.length === 0)
      throw new TrellisError("TRL-CLI-032", `nobody has held seat ${seat}`, { seat });
    return [figures];
  }
  const { items } = await history.provers({ limit: MAX_SEATS });
  const figures: ProverResource[] = [];
  for (const { seat: held, isHeld } of items) if (isHeld) figures.push(await history.prover({ seat: held }));
  return figures;
}

/** Seats, one a line of at most 80 columns. */
export function renderEarnings(seats: readonly ProverResource[]): string[] {
  const [first] = seats;
  if (first === undefined) return ["nobody holds a seat"];
  const row = (cells: readonly string[]): string =>
    cells.map((cell, i) => cell.padStart(WIDTHS[i]!)).join("");
  const sum = (of: (seat: ProverResource) => bigint): bigint =>
    seats.reduce((all, seat) => all + of(seat), 0n);
  const total = [
    "all",
    "",
    "",
    "",
    "",
    sum((it) => it.claimed),
    sum((it) => it.due),
    sum((it) => it.slashed),
  ];
  return [
    `final blocks ${first.from} to ${first.to}, amounts in tokens`,
    row(["seat", "committed", "delivered", "nodes", "rescued", "claimed", "due", "slashed"]),
    ...seats.map((it) =>
      row([
        String(it.seat),
        String(it.committedBlocks),
        String(it.deliveredBlocks),
        String(it.committedNodes),
        String(it.rescuedNodes),
        tokens(it.claimed),
        tokens(it.due),
        tokens(it.slashed),
      ]),
    ),
    ...(seats.length === 1
      ? []
      : [row(total.map((cell) => (typeof cell === "bigint" ? tokens(cell) : cell)))]),
    ...seats.flatMap(({ seat, speed }) =>
      (speed?.kinds ?? []).map(
        ({ kind, proofs, medianMs, othersMedianMs }) =>
          `seat ${seat}: ${proofs} ${kind} proofs, ${medianMs / 1_000} s each; ${
            othersMedianMs === null ? "" : `others ${othersMedianMs / 1_000} s `
          }(gossip)`,
      ),
    ),
  ];
}

const WIDTHS = [5, 10, 10, 8, 8, 13, 13, 13];
