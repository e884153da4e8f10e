import type { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { historyCommand } from "../../shell/historyCommand.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { renderBlock } from "./renderBlock.ts";

/** `trellis block`: one height, with the reasons. */
export function blockCommand(io: CliIo): Command {
  return historyCommand(
    io,
    "block",
    "show one height: who won and why, what others would have needed, who was paid what, who was slashed",
    { argument: optionValues.whole(Number.MAX_SAFE_INTEGER) },
    async (history, { argument }) => {
      const height = await history.height({ height: argument });
      return { result: height, says: renderBlock(height) };
    },
  ).argument("<height>", "number of the block");
}
