import { TrellisError } from "@trellis/protocol";
import type { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { historyCommand } from "../../shell/historyCommand.ts";
import { whyProposal } from "./whyProposal.ts";
import { whySeat } from "./whySeat.ts";

const argument = z
  .string()
  .toLowerCase()
  .regex(/^([0-9]{1,4}|0x[0-9a-f]{64})$/, "expected a seat's number, or a proposal's id");

/** `trellis why`: the reasons behind what became of a seat or a proposal. */
export function whyCommand(io: CliIo): Command {
  return historyCommand(
    io,
    "why",
    "say why a proposal won or lost, or why a seat was named, paid, not paid or slashed in the last blocks",
    { argument },
    async (history, { argument: which }) => {
      if (which.startsWith("0x")) return whyProposal(history, which as `0x${string}`);
      const seat = Number(which);
      if (seat > 2_047) throw new TrellisError("TRL-CLI-004", "a seat's number is at most 2047");
      return whySeat(history, seat);
    },
  ).argument("<what>", "a seat's number, or a proposal's id");
}
