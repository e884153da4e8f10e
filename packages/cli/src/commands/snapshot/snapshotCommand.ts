import { createSnapshot, loadConfiguration, restoreSnapshot, verifySnapshot } from "@trellis/node";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption, l1Command } from "../../shell/l1/l1Command.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { run } from "../../shell/run.ts";

const { file, flag } = optionValues;

/** `trellis snapshot`: a final state in a file, from which a new node goes on without executing earlier blocks. */
export function snapshotCommand(io: CliIo): Command {
  return new Command("snapshot")
    .description("a final L2 state in a file, from which a new node goes on: create, verify, restore")
    .addCommand(create(io))
    .addCommand(verify(io))
    .addCommand(restore(io));
}

const createSchema = z.strictObject({ dataDir: file, out: file, json: flag });

const create = (io: CliIo): Command =>
  new Command("create")
    .description(
      "write the last final state that a stopped node knows, and L1's message queue, to a new file",
    )
    .requiredOption("--data-dir <folder>", "data folder of a node that does not run")
    .requiredOption("--out <file>", "the snapshot; must not exist")
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const { dataDir, out } = parseOptions(createSchema, raw);
        const made = await createSnapshot(dataDir, out);
        return { result: { ...described(made), out }, says: [...lines(made), `written to ${out}`] };
      }),
    );

const verify = (io: CliIo): Command =>
  l1Command(
    io,
    "verify",
    "hold a snapshot to itself and to L1: what it holds is L1's, to the last account and message",
    { file },
    async ({ client }, { file }) => {
      const manifest = await verifySnapshot(file, client);
      return {
        result: { ...described(manifest), agrees: true },
        says: [
          ...lines(manifest),
          "L1 agrees: its event Finalized of this height has this state root, to which the accounts and the pool lead,",
          "and its bridge has this rolling hash of the queue, to which the messages lead. Nothing else is in a snapshot.",
        ],
      };
    },
  ).requiredOption("--file <file>", "the snapshot");

const restoreSchema = z.strictObject({ file, config: file, replace: flag, json: flag });

const restore = (io: CliIo): Command =>
  new Command("restore")
    .description(
      "make the chain store of a node that does not run from a snapshot, once L1 has confirmed it, and from L1",
    )
    .requiredOption("--file <file>", "the snapshot")
    .requiredOption("--config <file>", "the node's configuration file")
    .option("--replace", "put it in the place of a chain store that is there")
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const { file, config: path, replace } = parseOptions(restoreSchema, raw);
        const config = await loadConfiguration(path, process.env);
        const restored = await restoreSnapshot(config, file, { replace });
        const { height, l1Block, accounts, messages } = restored;
        return {
          result: { ...restored, dataDir: config.dataDir },
          says: [
            `restored up to height ${height} at L1 block ${l1Block.number}: ${accounts} accounts, ${messages} messages`,
            `start the node: trellis node --config ${path}`,
          ],
        };
      }),
    );

type Made = Awaited<ReturnType<typeof createSnapshot>>;

function described({
  chainId,
  rollup,
  height,
  proposalId,
  stateRoot,
  accounts,
  messages,
  queueHash,
  chunks,
}: Made) {
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  const root = `0x${stateRoot.toString(16).padStart(64, "0")}`;
  return { chainId, rollup, height, proposalId, stateRoot: root, accounts, messages, queueHash, bytes };
}

function lines(made: Made): string[] {
  const { chainId, rollup, height, stateRoot, accounts, messages, queueHash, bytes } = described(made);
  return [
    `rollup ${rollup} on chain ${chainId}, height ${height}: ${accounts} accounts, ${messages} messages, ${bytes} bytes`,
    `state root ${stateRoot}`,
    `queue hash ${queueHash}`,
  ];
}
