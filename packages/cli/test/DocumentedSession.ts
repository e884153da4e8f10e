import { readFile } from "node:fs/promises";
import { program } from "../src/program.ts";
import type { CliIo } from "../src/shell/CliIo.ts";

/** One line of the session in docs/cli.md. */
export interface SessionLine {
  readonly args: readonly string[];
  /** Environment variable that takes a field of the answer. */
  readonly assigns?: { readonly name: string; readonly field: string };
}

/** The session and the settings that docs/cli.md shows. */
export async function documentedSession(): Promise<{
  readonly lines: SessionLine[];
  readonly settings: string;
}> {
  const page = await readFile(new URL("../../../docs/cli.md", import.meta.url), "utf8");
  const script = /```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const settings = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const lines: SessionLine[] = [];
  for (const line of script.split("\n")) {
    const [, name, inner, field] = /^(\w+)=\$\((.*) \| jq -r \.(\w+)\)$/.exec(line) ?? [];
    const command = inner ?? line;
    if (!command.startsWith("trellis ")) continue;
    const args = command.split(" ").slice(1);
    lines.push(name === undefined || field === undefined ? { args } : { args, assigns: { name, field } });
  }
  return { lines, settings };
}

/** Runs one command in this process. @returns what it wrote to standard output. */
export async function runCommand(args: readonly string[]): Promise<string> {
  let out = "";
  const io: CliIo = {
    out: (text) => {
      out += text;
    },
    err: () => {},
    askSecret: () => Promise.reject(new Error("nobody is asked in a test")),
    isInteractive: false,
    ask: () => Promise.reject(new Error("nobody is asked in a test")),
  };
  await program(io).parseAsync(args, { from: "user" });
  return out;
}
