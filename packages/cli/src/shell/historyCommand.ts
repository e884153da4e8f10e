import { historyClient } from "@trellis/client";
import { type History, readHistory } from "@trellis/indexer";
import { TrellisError } from "@trellis/protocol";
import { Command, Option } from "commander";
import { z } from "zod";
import type { CliIo } from "./CliIo.ts";
import { L1Session } from "./L1Session.ts";
import { jsonOption } from "./l1Command.ts";
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
    .addOption(
      new Option(
        "--index <url>",
        "API of a node's index, in place of L1; it also has what gossip alone knows",
      ).env("TRELLIS_INDEX"),
    )
    .addOption(new Option("--rpc <url>", "JSON-RPC of an L1 node").env("TRELLIS_RPC"))
    .addOption(
      new Option(
        "--deployment <file>",
        "file with the rollup's addresses, as deploy and devnet write it",
      ).env("TRELLIS_DEPLOYMENT"),
    )
    .addOption(jsonOption())
    .action((...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const [argument] = command.processedArgs as string[];
      const raw: { readonly json?: boolean } = {
        ...command.opts(),
        ...(argument === undefined ? {} : { argument }),
      };
      return run(io, raw, async () => {
        const options = parseOptions(schema, raw) as Values<Own> & Where;
        const { history, close } = await openHistory(options);
        try {
          return await act(history, options);
        } finally {
          await close();
        }
      });
    });
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
  throw new TrellisError("TRL-CLI-004", "name a node's index (--index), or L1 (--rpc and --deployment)");
}
