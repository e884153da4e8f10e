import type { L1Call } from "@trellis/l1";
import { Command, Option } from "commander";
import { z } from "zod";
import type { CliIo } from "../CliIo.ts";
import { findPlaces, networkOption, placeOption } from "../network/places.ts";
import { optionValues, parseOptions } from "../optionValues.ts";
import { type CommandResult, run } from "../run.ts";
import { type ActedOnL1, actOnL1 } from "./actOnL1.ts";
import { L1Session } from "./L1Session.ts";
import { openSigner, type Signer } from "./openSigner.ts";
import { renderActed } from "./renderActed.ts";
import { signerFields, withSignerOptions } from "./signerOptions.ts";

/** The schema of a command's own options. */
type Fields = Readonly<Record<string, z.ZodType>>;
type Values<Own extends Fields> = { readonly [Name in keyof Own]: z.output<Own[Name]> };

/** The plan of an L1 command. Without calls there is nothing to do. */
export interface Plan {
  readonly calls: readonly L1Call[];
  /** Summary for people. */
  readonly says: readonly string[];
  /** The same for programs. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** What is left to do once all calls are mined; not in a dry run. */
  readonly afterwards?: (acted: ActedOnL1) => Promise<CommandResult>;
}

const l1Fields = { rpc: optionValues.url, deployment: optionValues.file, json: z.boolean().default(false) };

/** `--json`, as every command has it. */
export const jsonOption = (): Option => new Option("--json", "print one JSON object instead of text");

/** A command that reads a deployment on L1. */
export function l1Command<Own extends Fields>(
  io: CliIo,
  name: string,
  description: string,
  own: Own,
  act: (
    session: L1Session,
    options: Values<Own>,
  ) => Promise<{ readonly result: object; readonly says: readonly string[] }>,
): Command {
  const schema = z.strictObject({ ...l1Fields, ...own });
  return withL1Options(new Command(name).description(description)).action((raw: object, command: Command) =>
    run(io, raw, async () => {
      const options = parseOptions(schema, await l1Places(command)) as Values<Own> &
        z.output<z.ZodObject<typeof l1Fields>>;
      return act(await L1Session.open(options), options);
    }),
  );
}

/** A command that acts on L1 for an account, or shows in a dry run what would happen. */
export function actionCommand<Own extends Fields>(
  io: CliIo,
  name: string,
  description: string,
  own: Own,
  plan: (
    session: L1Session,
    signer: Signer,
    options: Values<Own> & z.output<z.ZodObject<typeof signerFields>> & { readonly json: boolean },
  ) => Promise<Plan>,
): Command {
  const schema = z.strictObject({ ...l1Fields, ...signerFields, ...own });
  return withSignerOptions(withL1Options(new Command(name).description(description))).action(
    (raw: object, command: Command) =>
      run(io, raw, async () => {
        const options = parseOptions(schema, await l1Places(command)) as Values<Own> &
          z.output<z.ZodObject<typeof l1Fields & typeof signerFields>>;
        const session = await L1Session.open(options);
        const signer = await openSigner(io, session.client.public, options);
        const { calls, says, facts, afterwards } = await plan(session, signer, options);
        const acted = await actOnL1(session, signer, calls);
        const rendered = [...says, ...renderActed(acted)];
        if (afterwards === undefined || acted.dryRun) {
          return { result: { ...facts, ...acted }, says: rendered };
        }
        // Whoever interrupts the waiting has read what was done.
        if (!options.json) io.out(rendered.map((line) => `${line}\n`).join(""));
        const after = await afterwards(acted);
        return { result: { ...facts, ...acted, ...after.result }, says: after.says };
      }),
  );
}

function withL1Options(command: Command): Command {
  return command
    .addOption(placeOption("rpc"))
    .addOption(placeOption("deployment"))
    .addOption(networkOption())
    .addOption(jsonOption());
}

async function l1Places(command: Command): Promise<object> {
  const places = { rpc: "rpc", deployment: "deployment" } as const;
  return (await findPlaces(command, places, ["rpc", "deployment"])).options;
}
