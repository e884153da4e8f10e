import { TrellisError } from "@trellis/protocol";
import { Argument, Command, Option } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1/l1Command.ts";
import { readDeploymentFile } from "../../shell/network/DeploymentFile.ts";
import { findPlaces, networkOption, placeOption } from "../../shell/network/places.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { run } from "../../shell/run.ts";
import { makeNodeFolder } from "./makeNodeFolder.ts";
import { type Choices, filesOfNode, type NodeRole, nextSteps, ROLES } from "./NodePlan.ts";

/** Seats that one set-up makes keys for. */
const MAX_SEATS = 64;

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);

const schema = z.strictObject({
  dir: optionValues.file.optional(),
  name: z.string().optional(),
  rpc: list.pipe(z.array(optionValues.url).min(1).max(8)).optional(),
  deployment: optionValues.file.optional(),
  bootstrap: list.optional(),
  announce: list.optional(),
  seats: optionValues
    .whole(MAX_SEATS)
    .refine((seats) => seats > 0, "must be at least 1")
    .optional(),
  proofs: z.enum(["real", "simulated"]).default("real"),
  passwordFile: optionValues.file.optional(),
  json: optionValues.flag,
});

/** `trellis init`: sets up the folder of a node. */
export function initCommand(io: CliIo): Command {
  return new Command("init")
    .description("set up a node's folder: keys, configuration, and the commands that come next")
    .addArgument(new Argument("<role>", "what the node does").choices(ROLES))
    .option("--dir <folder>", "the new folder (default: trellis-<role>)")
    .option("--name <name>", "the node's name in logs (default: the role)")
    .addOption(placeOption("rpc", { says: "JSON-RPC of an L1 node, or several, separated by commas" }))
    .addOption(placeOption("deployment"))
    .addOption(networkOption())
    .option("--bootstrap <addresses>", "peers to start with, /ip4/…/tcp/…/p2p/…, separated by commas")
    .option("--announce <addresses>", "addresses at which peers reach this node, /dns4/<name>/tcp/<port>")
    .option("--seats <n>", "a prover's seats, each with a key of its own (default: 1)")
    .addOption(
      new Option("--proofs <kind>", "simulated on development chains only")
        .choices(["real", "simulated"])
        .default("real"),
    )
    .option("--password-file <file>", "file (mode 0600) with the keys' password (default: a new one is made)")
    .addOption(jsonOption())
    .action((role: NodeRole, raw: object, command: Command) =>
      run(io, raw, async () => {
        const choices = await choose(io, role, parseOptions(schema, await fromNetwork(command)));
        const keys = await makeNodeFolder(io, choices);
        const files = filesOfNode(choices);
        const next = nextSteps(choices, keys.account);
        return {
          result: { ...keys, config: files.config, next },
          says: [
            `${files.config} is the configuration of ${choices.name}`,
            ...(keys.account === undefined ? [] : [`  ${keys.account}  the account that pays L1's gas`]),
            ...keys.seats.map((address) => `  ${address}  key of a seat`),
            ...(keys.account === undefined
              ? []
              : [
                  `The keys' password is in ${files.password}. Keep copies of the keys and of it, in two places.`,
                ]),
            "",
            "Next:",
            ...next,
          ],
        };
      }),
    );
}

/** The options, with what the network tells in place of those that were not given. */
async function fromNetwork(command: Command): Promise<object> {
  const places = { rpc: "rpc", deployment: "deployment" } as const;
  const { options, network } = await findPlaces(command, places, []);
  if (network === undefined) return options;
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === "cli";
  return {
    ...options,
    ...(isGiven("bootstrap") ? {} : { bootstrap: network.bootstrap.join(",") }),
    ...(isGiven("proofs") ? {} : { proofs: network.proofs }),
  };
}

/** Asks on a terminal for what was not given. @throws TRL-CLI-004 if it is needed and nobody can be asked. */
async function choose(io: CliIo, role: NodeRole, given: z.output<typeof schema>): Promise<Choices> {
  const rpcUrl = given.rpc ?? [await answer(io, "--rpc", "JSON-RPC of an L1 node")];
  const path = given.deployment ?? (await answer(io, "--deployment", "file with the rollup's addresses"));
  const asked = async (flag: string, question: string): Promise<string[]> =>
    list.parse(await answer(io, flag, question, ""));
  const checked = parseOptions(z.strictObject({ rpc: z.array(optionValues.url) }), { rpc: rpcUrl });
  return {
    role,
    folder: given.dir ?? (await answer(io, "--dir", "new folder of the node", `trellis-${role}`)),
    name: given.name ?? (await answer(io, "--name", "name of the node", role)),
    rpcUrl: checked.rpc,
    deployment: await readDeploymentFile(path),
    bootstrap: given.bootstrap ?? (await asked("--bootstrap", "peers to start with, or nothing")),
    announce:
      given.announce ??
      (await asked("--announce", "public address of this machine, /dns4/<name>/tcp/9300, or nothing")),
    seats: given.seats ?? 1,
    proofs: given.proofs,
    passwordFile: given.passwordFile,
  };
}

/** @param preset - taken for an empty answer, and where nobody can be asked; undefined: an answer is needed. */
async function answer(io: CliIo, flag: string, question: string, preset?: string): Promise<string> {
  if (!io.isInteractive) {
    if (preset !== undefined) return preset;
    throw new TrellisError("TRL-CLI-004", `${flag}: set it (${question}), or run the command in a terminal`);
  }
  const shown = preset === undefined || preset === "" ? "" : ` [${preset}]`;
  for (let tries = 0; tries < 3; tries++) {
    const text = (await io.ask(`${question}${shown}: `)).trim();
    if (text !== "") return text;
    if (preset !== undefined) return preset;
  }
  throw new TrellisError("TRL-CLI-004", `${flag}: ${question} is needed`);
}
