import {
  type Configuration,
  configurationJsonSchema,
  loadConfiguration,
  readSecretKeyFile,
  readSignerPlace,
  requireProposerAccount,
} from "@trellis/node";
import { addressOf, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1/l1Command.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { run } from "../../shell/run.ts";

const checkSchema = z.strictObject({ config: optionValues.file, json: optionValues.flag });

/** `trellis config`: a node's configuration file. */
export function configCommand(io: CliIo): Command {
  return new Command("config")
    .description("a node's configuration file: check, schema")
    .addCommand(checkCommand(io))
    .addCommand(schemaCommand(io));
}

function checkCommand(io: CliIo): Command {
  return new Command("check")
    .description(
      "check a node's configuration and its key files, with TRELLIS_ variables, without starting it",
    )
    .requiredOption("--config <file>", "configuration file in JSON")
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const { config: path } = parseOptions(checkSchema, raw);
        const config = await loadConfiguration(path, process.env);
        const { account, seats } = await keysOf(config);
        const roles = ["proposer", "prover"].filter((role) => role in config);
        return {
          result: { name: config.name, roles, account, seats },
          says: [
            `${path} is a valid configuration of ${config.name}: ${roles.join(" and ") || "a full node"}`,
            ...(account === undefined ? [] : [`  ${account}  pays L1's gas`]),
            ...seats.map((address) => `  ${address}  key of a seat`),
          ],
        };
      }),
    );
}

/** Addresses of a configuration's keys. @throws TRL-NOD-004, 070 and 071 for the first file that cannot be read; TRL-NOD-005. */
async function keysOf(config: Configuration) {
  const { l1KeyFile, l1Signer, keyPasswordFile: passwordFile, prover } = config;
  requireProposerAccount(config);
  if (l1Signer !== undefined) await readSignerPlace(l1Signer);
  const addressOfFile = async (file: string, field: string): Promise<string> =>
    toHex(addressOf(publicKeyOf(await readSecretKeyFile(file, { field, passwordFile }))));
  const seats: string[] = [];
  for (const [i, file] of (prover?.seatKeyFiles ?? []).entries()) {
    seats.push(await addressOfFile(file, `prover.seatKeyFiles.${i}`));
  }
  const account = l1KeyFile === undefined ? l1Signer?.address : await addressOfFile(l1KeyFile, "l1KeyFile");
  return { account, seats };
}

function schemaCommand(io: CliIo): Command {
  return new Command("schema")
    .description("print the JSON Schema of configuration files, which editors check and complete by")
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const schema = configurationJsonSchema();
        return { result: schema, says: [JSON.stringify(schema, null, 2)] };
      }),
    );
}
