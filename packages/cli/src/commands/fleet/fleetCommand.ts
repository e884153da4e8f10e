import { FleetDatabase, type FleetState, readFleet, readQueueUrl } from "@trellis/fleet";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1/l1Command.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { run } from "../../shell/run.ts";
import { renderFleet } from "./renderFleet.ts";

const schema = z.strictObject({ queueFile: optionValues.file, json: optionValues.flag });

/** `trellis prover fleet`: the agents that prove for an operator's nodes, and their queue. */
export const fleetCommand = (io: CliIo): Command =>
  new Command("fleet")
    .description("show the agents that prove for your nodes, their queue, throughput and failures")
    .requiredOption("--queue-file <file>", "file (mode 0600) with the URL of the queue's database")
    .addOption(jsonOption())
    .action((raw: { readonly json?: boolean }) =>
      run(io, raw, async () => {
        const { queueFile } = parseOptions(schema, raw);
        const state = await stateOf(await readQueueUrl(queueFile, "--queue-file"));
        return { result: state, says: renderFleet(state) };
      }),
    );

async function stateOf(url: string): Promise<FleetState> {
  const database = await FleetDatabase.open({ url, onFault: () => {}, supervises: false });
  try {
    return await readFleet(database);
  } finally {
    await database.close();
  }
}
