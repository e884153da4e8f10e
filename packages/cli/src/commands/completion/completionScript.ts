import type { CompletedCommand, CompletedOption, OptionValue } from "./CompletionTree.ts";

/** Shells for which there is a script. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** A script by which a shell completes `trellis`: commands, options, their values where these are known, and files. */
export function completionScript(shell: Shell, tree: readonly CompletedCommand[]): string {
  return { bash, zsh, fish }[shell](tree);
}

function bash(tree: readonly CompletedCommand[]): string {
  return `# Completion of trellis for bash: source <(trellis completion bash)
_trellis() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" at="" words="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${steps(tree)}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at $before" in
${cases(tree, ({ kind, ...value }) => {
  if (kind === "file") return 'compopt -o filenames; COMPREPLY=($(compgen -f -- "$current"))';
  if (kind === "folder") return 'compopt -o filenames; COMPREPLY=($(compgen -d -- "$current"))';
  const words = "values" in value ? value.values.join(" ") : "";
  return words === "" ? undefined : `COMPREPLY=($(compgen -W ${quoted(words)} -- "$current"))`;
})}
  esac
  case "$at" in
${tree.map((command) => `    ${quoted(command.path)}) words=${quoted(wordsOf(command).join(" "))} ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _trellis trellis
`;
}

function zsh(tree: readonly CompletedCommand[]): string {
  const described = (name: string, says: string): string => quoted(`${name.replaceAll(":", "\\:")}:${says}`);
  return `#compdef trellis
# Completion of trellis for zsh: source <(trellis completion zsh)
_trellis() {
  local at="" i
  local -a commands options
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      ${steps(tree)}) at="\${at:+$at }\${words[i]}" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${cases(tree, ({ kind, ...value }) => {
  if (kind === "file") return "_files";
  if (kind === "folder") return "_files -/";
  const words = "values" in value ? value.values : [];
  return words.length === 0 ? undefined : `compadd -- ${words.map(quoted).join(" ")}`;
})}
  esac
  case "$at" in
${tree
  .map(({ path, commands, options, values }) => {
    const names = [...commands.map(({ name, says }) => described(name, says)), ...values.map(quoted)];
    const flags = options.map(({ long, says }) => described(long, says));
    return `    ${quoted(path)})\n      commands=(${names.join(" ")})\n      options=(${flags.join(" ")}) ;;`;
  })
  .join("\n")}
  esac
  (( \${#commands} )) && _describe command commands
  _describe option options
}
compdef _trellis trellis
`;
}

function fish(tree: readonly CompletedCommand[]): string {
  const at = (path: string): string =>
    `complete -c trellis -n ${fishQuoted(`__trellis_at ${fishQuoted(path)}`)}`;
  const lines = tree.flatMap(({ path, commands, options, values }) => [
    ...commands.map(({ name, says }) => `${at(path)} -a ${name} -d ${fishQuoted(says)}`),
    ...values.map((value) => `${at(path)} -a ${value}`),
    ...options.map((option) => `${at(path)} ${fishOption(option)}`),
  ]);
  return `# Completion of trellis for fish: trellis completion fish | source
function __trellis_at
    set -l at ""
    for word in (commandline -opc)[2..-1]
        switch "$at $word"
            case ${stepNames(tree).map(fishQuoted).join(" ")}
                set at (string trim -- "$at $word")
        end
    end
    test "$at" = "$argv[1]"
end
complete -c trellis -f
${lines.join("\n")}
`;
}

function fishOption({ long, short, says, value }: CompletedOption): string {
  const flags = `-l ${long.slice(2)}${short === undefined ? "" : ` -s ${short.slice(1)}`} -d ${fishQuoted(says)}`;
  switch (value.kind) {
    case "none":
      return flags;
    case "values":
      return `${flags} -x -a ${fishQuoted(value.values.join(" "))}`;
    case "any":
      return `${flags} -x`;
    case "file":
      return `${flags} -r -F`;
    case "folder":
      return `${flags} -x -a "(__fish_complete_directories)"`;
  }
}

/** What the words so far and the next one make when the next one is a command: ` prover`, `prover stake`. */
const stepNames = (tree: readonly CompletedCommand[]): string[] =>
  tree.flatMap(({ path, commands }) => commands.map(({ name }) => `${path} ${name}`));

const steps = (tree: readonly CompletedCommand[]): string => stepNames(tree).map(quoted).join("|");

/**
 * The arms of a case over the command and the word before the cursor, for options that take a value.
 * @param offer - the shell's words that offer it; undefined: nothing is offered.
 */
function cases(tree: readonly CompletedCommand[], offer: (value: OptionValue) => string | undefined): string {
  const arms = new Map<string, string[]>();
  for (const { path, options } of tree) {
    for (const { long, value } of options) {
      if (value.kind === "none") continue;
      const act = offer(value) ?? ":";
      arms.set(act, [...(arms.get(act) ?? []), quoted(`${path} ${long}`)]);
    }
  }
  return [...arms].map(([act, words]) => `    ${words.join("|")}) ${act}; return ;;`).join("\n");
}

const wordsOf = ({ commands, options, values }: CompletedCommand): string[] => [
  ...commands.map(({ name }) => name),
  ...values,
  ...options.map(({ long }) => long),
];

/** A word in which bash and zsh replace nothing. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** Fish knows backslashes within quotes. */
const fishQuoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
