import { access } from "node:fs/promises";
import { type Deployer, deployContracts, L1Connection, type L1Sender, requireEtherFor } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1/l1Command.ts";
import { openSigner } from "../../shell/l1/openSigner.ts";
import { signerFields, withSignerOptions } from "../../shell/l1/signerOptions.ts";
import { writeDeploymentFile } from "../../shell/network/DeploymentFile.ts";
import { placeOption } from "../../shell/network/places.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { run } from "../../shell/run.ts";
import { grouped } from "../../shell/text/format.ts";
import { readDeploySettings } from "./DeploySettings.ts";
import { DryDeployer } from "./DryDeployer.ts";

const { url, file, flag } = optionValues;
const schema = z.strictObject({ rpc: url, settings: file, out: file, json: flag, ...signerFields });

/** `trellis deploy`: all contracts from a settings file (P11). */
export function deployCommand(io: CliIo): Command {
  const command = new Command("deploy")
    .description(
      "deploy a rollup from a settings file and write its addresses to a file; nobody can change it afterwards",
    )
    .addOption(placeOption("rpc").makeOptionMandatory())
    .requiredOption("--settings <file>", "settings file in JSON (docs/cli.md)")
    .requiredOption("--out <file>", "new file for the addresses; other commands take it as --deployment");
  return withSignerOptions(command)
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const options = parseOptions(schema, raw);
        const { init, warnings } = await readDeploySettings(options.settings);
        for (const warning of warnings) io.err(`warning: ${warning}\n`);
        await requireAbsent(options.out);
        const client = new L1Connection(options.rpc).public;
        const { address: from, sender } = await openSigner(io, client, options);
        if (sender === undefined) {
          const dry = new DryDeployer(client, from);
          const addresses = await deployContracts(dry, init);
          const transactions = dry.tried;
          await requireEtherFor(
            client,
            "deploy",
            from,
            transactions.map(({ gas }) => gas),
          );
          const gas = transactions.reduce((sum, { gas }) => sum + gas, 0n);
          return {
            result: { dryRun: true, from, addresses, transactions, gas, warnings },
            says: [
              `DRY RUN from ${from}: nothing is sent`,
              ...transactions.map(({ action, gas }) => `${action}: would go through, ${grouped(gas)} gas`),
              ...Object.entries(addresses).map(([name, value]) => `${name}: ${value}`),
              `gas ${grouped(gas)}`,
            ],
          };
        }
        const addresses = await deployContracts(told(io, sender), init);
        const deployment = { chainId: await sender.chainId(), addresses };
        await writeDeploymentFile(options.out, deployment);
        return {
          result: { dryRun: false, from, ...deployment, file: options.out, warnings },
          says: [
            ...Object.entries(addresses).map(([name, value]) => `${name}: ${value}`),
            `${from} holds all ${init.initialSupply / 10n ** 18n} tokens`,
            `addresses written to ${options.out}`,
          ],
        };
      }),
    );
}

/** Runs before anything is paid for: if the addresses cannot be written down, they are lost. */
async function requireAbsent(path: string): Promise<void> {
  try {
    await access(path);
  } catch {
    return;
  }
  throw new TrellisError("TRL-CLI-006", `cannot write ${path}: it exists already; nothing is overwritten`, {
    path,
  });
}

/**
 * A deployer that prints what it has done. If the file cannot be written, the addresses are on the screen.
 */
function told(io: CliIo, sender: L1Sender): Deployer {
  return {
    address: sender.address,
    nonce: () => sender.nonce(),
    chainId: () => sender.chainId(),
    async deploy(action, data) {
      const mined = await sender.deploy(action, data);
      io.err(`${action}: ${mined.receipt.contractAddress}, ${grouped(mined.gasUsed)} gas\n`);
      return mined;
    },
  };
}
