import { program } from "../../packages/cli/src/program.ts";

type Command = ReturnType<typeof program>;

/**
 * What is wrong with a command line of `trellis`, without running it; undefined if it is one that trellis takes.
 * @param words - without `trellis` itself.
 */
export function faultOf(words: readonly string[]): string | undefined {
  let command: Command = program();
  let rest = [...words];
  for (;;) {
    const sub = command.commands.find((one) => one.name() === rest[0]);
    if (sub === undefined) break;
    command = sub;
    rest = rest.slice(1);
  }
  if (rest.length === 1 && /^--(version|help)$/.test(rest[0]!)) return undefined;
  if (command.commands.length > 0) return `${rest[0] ?? "nothing"} is no command of ${command.name()}`;
  const { unknown, operands } = command.parseOptions(rest);
  if (unknown.length > 0) return `unknown ${unknown.join(" ")}`;
  const places = command.registeredArguments;
  if (operands.length > places.length) return `too many arguments: ${operands.join(" ")}`;
  if (operands.length < places.filter(({ required }) => required).length) return "an argument is missing";
  const missing = command.options.find(
    ({ mandatory, long, envVar }) => mandatory && envVar === undefined && !rest.includes(long!),
  );
  return missing && `${missing.long} is missing`;
}

/** The words of a line of a shell: without quotes, variables and pipes. */
export const wordsOf = (line: string): string[] => line.trim().split(/\s+/);
