import { Argument, Command, Option } from "commander";

/** What the help of a command shows. */
export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly description: string;
    readonly required: boolean;
    readonly choices?: readonly string[] | undefined;
  }[];
  readonly options: readonly {
    readonly flags: string;
    readonly description: string;
    readonly default?: string | undefined;
    readonly choices?: readonly string[] | undefined;
    readonly variable?: string | undefined;
  }[];
  readonly commands: readonly CommandEntry[];
  /** Whether it has the command `help`. */
  readonly helps: boolean;
}

/** A command as its help shows it. */
export function entryOf(command: Command): CommandEntry {
  return {
    name: command.name(),
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      required: argument.required,
      choices: argument.argChoices,
    })),
    options: command.options
      // The version's option comes with the root.
      .filter(({ long }) => long !== "--version")
      .map(({ flags, description, defaultValue, argChoices, envVar }) => ({
        flags,
        description,
        default: defaultValue as string | undefined,
        choices: argChoices,
        variable: envVar,
      })),
    commands: command.commands.map(entryOf),
    helps: command.createHelp().visibleCommands(command).length > command.commands.length,
  };
}

/** A command that has the help of an entry, and does nothing. */
export function commandOf(entry: CommandEntry): Command {
  const command = new Command(entry.name).description(entry.description).helpCommand(entry.helps);
  for (const { name, description, required, choices } of entry.arguments) {
    const argument = new Argument(required ? `<${name}>` : `[${name}]`, description);
    command.addArgument(choices === undefined ? argument : argument.choices(choices));
  }
  for (const { flags, description, default: preset, choices, variable } of entry.options) {
    const option = new Option(flags, description);
    if (choices !== undefined) option.choices(choices);
    if (preset !== undefined) option.default(preset);
    if (variable !== undefined) option.env(variable);
    command.addOption(option);
  }
  for (const sub of entry.commands) command.addCommand(commandOf(sub));
  return command;
}
