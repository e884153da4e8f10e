import type { Command, Option } from "commander";

/** What may stand after an option. `values`: one of these. `any`: nobody can know. */
export type OptionValue =
  | { readonly kind: "none" | "file" | "folder" | "any" }
  | { readonly kind: "values"; readonly values: readonly string[] };

/** An option, as shells complete it. */
export interface CompletedOption {
  /** `--json`. */
  readonly long: string;
  /** `-h`. */
  readonly short: string | undefined;
  readonly says: string;
  readonly value: OptionValue;
}

/** A command, as shells complete it. */
export interface CompletedCommand {
  /** Words before it, and its own: `prover stake`; empty for `trellis` itself. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly says: string }[];
  readonly options: readonly CompletedOption[];
  /** What its argument may be, where that is known. */
  readonly values: readonly string[];
}

/** A command and all below it, each once. */
export function completionTree(root: Command): CompletedCommand[] {
  return [...walk(root, "")];
}

function* walk(command: Command, path: string): Generator<CompletedCommand> {
  yield {
    path,
    commands: command.commands.map((sub) => ({ name: sub.name(), says: sub.description() })),
    options: [...command.options.filter(({ hidden }) => !hidden).map(completed), HELP],
    values: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  for (const sub of command.commands) yield* walk(sub, `${path} ${sub.name()}`.trim());
}

/** Commander adds it to every command. */
const HELP: CompletedOption = {
  long: "--help",
  short: "-h",
  says: "display help for command",
  value: { kind: "none" },
};

function completed(option: Option): CompletedOption {
  const { long, short, description } = option;
  return { long: long!, short, says: description, value: takes(option) };
}

/** An option says by its placeholder what it takes. */
function takes({ flags, argChoices, required, optional }: Option): OptionValue {
  if (argChoices !== undefined) return { kind: "values", values: argChoices };
  if (!required && !optional) return { kind: "none" };
  // A value that may be left out is no reason to offer no options.
  if (optional) return { kind: "none" };
  if (flags.endsWith("<file>")) return { kind: "file" };
  return { kind: flags.endsWith("<folder>") ? "folder" : "any" };
}
