import { TrellisError } from "@trellis/protocol";
import type { CliIo } from "./CliIo.ts";
import { toJson } from "./text/toJson.ts";

/** A command's result, for programs and for people. */
export interface CommandResult {
  readonly result: object;
  readonly says: readonly string[];
}

/**
 * Runs a command and writes its result: lines, or one JSON object with the option `json`. With `json`, a failure is also written as
 * an object. Failures are thrown again.
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
