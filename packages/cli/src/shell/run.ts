import { TrellisError } from "@trellis/protocol";
import type { CliIo } from "./CliIo.ts";
import { toJson } from "./text/toJson.ts";

/** What a command has to say, for programs and for people. */
export interface CommandResult {
  readonly result: object;
  readonly says: readonly string[];
}

/**
 * Runs a command and writes what it says: lines, or with `json` among its options one JSON object. A failure is written as an object,
 * too, and passed on.
 */
export async function run(
  io: CliIo,
  options: { readonly json?: boolean },
  command: () => Promise<CommandResult>,
): Promise<void> {
  const json = options.json === true;
  try {
    const { result, says } = await command();
    io.out(json ? `${toJson(result)}\n` : says.map((line) => `${line}\n`).join(""));
  } catch (error) {
    if (json) io.out(`${toJson({ error: describeError(error) })}\n`);
    throw error;
  }
}

function describeError(error: unknown): object {
  if (!(error instanceof TrellisError)) {
    return { code: "TRL-CLI-099", message: error instanceof Error ? error.message : String(error) };
  }
  return { code: error.code, message: error.message, context: error.context };
}
