import { historyClient } from "@trellis/client";
import { type History, readHistory } from "@trellis/indexer";
import { TrellisError } from "@trellis/protocol";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "./CliIo.ts";
import { L1Session } from "./l1/L1Session.ts";
import { jsonOption } from "./l1/l1Command.ts";
import { findPlaces, networkOption, placeOption } from "./network/places.ts";
import { optionValues, parseOptions } from "./optionValues.ts";
import { type CommandResult, run } from "./run.ts";

type Fields = Readonly<Record<string, z.ZodType>>;
type Values<Own extends Fields> = { readonly [Name in keyof Own]: z.output<Own[Name]> };

const fields = {
  index: optionValues.url.optional(),
  rpc: optionValues.url.optional(),
  deployment: optionValues.file.optional(),
  json: z.boolean().default(false),
};
const PLACES = { index: "index", rpc: "rpc", deployment: "deployment" } as const;
type Where = z.output<z.ZodObject<typeof fields>>;

/**
 * A command about the past: from a node's index if one is named, else from L1 alone.
 * @param own - its options, and `argument` if it takes one.
 */
export function historyCommand<Own extends Fields>(
  io: CliIo,
  name: string,
  description: string,
  own: Own,
  act: (history: History, options: Values<Own>) => Promise<CommandResult>,
): Command {
  const schema = z.strictObject({ ...fields, ...own });
  return new Command(name)
    .description(description)
    .addOption(placeOption("index"))
    .addOption(placeOption("rpc"))
    .addOption(placeOption("deployment"))
    .addOption(networkOption())
    .addOption(jsonOption())
    .action((...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const [argument] = command.processedArgs as string[];
      return run(io, command.opts(), async () => {
        const { options: found } = await findPlaces(command, placesOf(command), []);
        const given = argument === undefined ? found : { ...found, argument };
        const options = parseOptions(schema, given) as Values<Own> & Where;
        const { history, close } = await openHistory(options);
        try {
          return await act(history, options);
        } finally {
          await close();
        }
      });
    });
}

/** L1 that was asked for goes before the index of the network. */
function placesOf(command: Command) {
  const { rpc, deployment } = PLACES;
  return command.getOptionValueSource("rpc") === "cli" ? { rpc, deployment } : PLACES;
}

/** @throws TRL-CLI-004 if neither an index nor L1 is named. */
async function openHistory({
  index,
  rpc,
  deployment,
}: Where): Promise<Awaited<ReturnType<typeof readHistory>>> {
  if (index !== undefined) return { history: historyClient(index), close: async () => {} };
  if (rpc !== undefined && deployment !== undefined) {
    return readHistory((await L1Session.open({ rpc, deployment })).client);
  }
  throw new TrellisError(
    "TRL-CLI-004",
    "name a network (--network), a node's index (--index), or L1 (--rpc and --deployment)",
  );
}
