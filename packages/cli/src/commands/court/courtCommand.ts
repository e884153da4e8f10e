import { slashingCalls } from "@trellis/l1";
import { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { actionCommand, l1Command } from "../../shell/l1/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { readCases } from "./readCases.ts";
import { renderCases } from "./renderCases.ts";

const { seat, hash } = optionValues;

/** `trellis court`: cases against seats that claimed a node and did not prove it (R8). Nodes report and answer by themselves. */
export function courtCommand(io: CliIo): Command {
  return new Command("court")
    .description("cases against seats that claimed a node and did not prove it (R8): cases, settle")
    .addCommand(cases(io))
    .addCommand(settle(io));
}

const cases = (io: CliIo): Command =>
  l1Command(
    io,
    "cases",
    "list the court's cases",
    { seat: seat.optional(), open: optionValues.flag },
    async (session, { seat: only, open }) => {
      const all = await readCases(session.client);
      const shown = all.filter(
        (it) => (only === undefined || it.seat === only) && (!open || it.state === "open"),
      );
      return { result: { cases: shown }, says: renderCases(shown, await session.now()) };
    },
  )
    .option("--seat <n>", "cases against this seat (default: all seats)")
    .option("--open", "open cases only");

const settle = (io: CliIo): Command =>
  actionCommand(
    io,
    "settle",
    "after the contest window, take the penalty for the nodes of a case that were not answered (R8); anyone may call",
    { proposal: hash, seat },
    async ({ addresses }, _, { proposal, seat }) => ({
      calls: [slashingCalls.settle(addresses, proposal, seat)],
      says: [`settles the case against seat ${seat} about block ${proposal}`],
      facts: { proposal, seat },
    }),
  )
    .requiredOption("--proposal <id>", "the final block that the case is about")
    .requiredOption("--seat <n>", "number of the seat");
