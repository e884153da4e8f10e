import { historyClient, joinUrl, labelOf } from "@trellis/client";
import { TrellisError } from "@trellis/protocol";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1/l1Command.ts";
import { findPlaces, networkOption, placeOption } from "../../shell/network/places.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { run } from "../../shell/run.ts";

const TIMEOUT_MS = 10_000;
const schema = z.strictObject({ node: optionValues.url, json: z.boolean().default(false) });

/** `trellis explorer`: where a node's explorer is, after a look whether it is there. */
export function explorerCommand(io: CliIo): Command {
  return new Command("explorer")
    .description("print the address of a node's explorer, a web page, and check that it is there")
    .addOption(
      placeOption("index", {
        flags: "--node <url>",
        says: "API of a node's index, which also serves the page",
      }),
    )
    .addOption(networkOption())
    .addOption(jsonOption())
    .action((raw: object, command: Command) =>
      run(io, raw, async () => {
        const { node } = parseOptions(
          schema,
          (await findPlaces(command, { node: "index" }, ["node"])).options,
        );
        const { height, l1 } = await historyClient(node).status({});
        const url = joinUrl(node, "/");
        await requirePage(url);
        return {
          result: { url, height, l1Block: l1?.number ?? null },
          says: [url, `final blocks: ${height}; L1 is read up to block ${l1?.number ?? "none"}`],
        };
      }),
    );
}

/** @throws TRL-CLI-070 if the node answers, and serves no page. */
async function requirePage(url: string): Promise<void> {
  let cause: unknown;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    if (response.ok && response.headers.get("content-type")?.startsWith("text/html")) return;
  } catch (error) {
    cause = error;
  }
  throw new TrellisError(
    "TRL-CLI-070",
    `the node at ${labelOf(url)} serves no explorer; build it there with \`npm run build -w @trellis/explorer\`, and start the node again`,
    {},
    cause,
  );
}
