import { type Check, examine, failureOf, loadConfiguration } from "@trellis/node";
import { TrellisError } from "@trellis/protocol";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1/l1Command.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { toJson } from "../../shell/text/toJson.ts";

const schema = z.strictObject({
  config: optionValues.file,
  prove: optionValues.flag,
  json: optionValues.flag,
});

/** `trellis doctor`: whether a node with this configuration can run and be paid. */
export function doctorCommand(io: CliIo): Command {
  return new Command("doctor")
    .description("check whether a node can run and be paid: keys, disk, ports, L1, seats, balances, peers")
    .requiredOption("--config <file>", "configuration file in JSON")
    .option("--prove", "also prove one leaf and hold its time to the proof window; takes up to minutes")
    .addOption(jsonOption())
    .action(async (raw: object) => {
      const { config: path, prove, json } = parseOptions(schema, raw);
      const checks: Check[] = [];
      for await (const check of examineFile(path, prove)) {
        checks.push(check);
        if (!json) io.out(line(check));
      }
      const failed = checks.filter(({ status }) => status === "fail");
      if (json) io.out(`${toJson({ ok: failed.length === 0, checks })}\n`);
      if (failed.length === 0) return;
      throw new TrellisError(
        "TRL-CLI-060",
        `${failed.length} of ${checks.length} checks failed: ${failed.map(({ name }) => name).join(", ")}`,
      );
    });
}

/** A configuration that cannot be loaded is the first thing that is wrong. */
async function* examineFile(path: string, prove: boolean): AsyncGenerator<Check> {
  const name = "configuration";
  try {
    const config = await loadConfiguration(path, process.env);
    const roles = ["proposer", "prover", "index"].filter((role) => role in config);
    yield { name, status: "ok", says: `${config.name}: ${roles.join(", ") || "a full node"}` };
    yield* examine(config, { prove });
  } catch (error) {
    yield { name, ...failureOf(error) };
  }
}

const SIGNS = { ok: "✓", warn: "!", fail: "✗", skip: "·" } as const;

function line({ name, status, says, todo, code }: Check): string {
  const head = `${SIGNS[status]} ${name}: ${says}${code === undefined ? "" : ` (${code})`}\n`;
  return todo === undefined ? head : `${head}    → ${todo}\n`;
}
