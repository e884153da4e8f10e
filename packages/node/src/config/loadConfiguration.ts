import { readFile } from "node:fs/promises";
import { TrellisError } from "@trellis/protocol";
import { type Configuration, parseConfiguration } from "./Configuration.ts";
import { configurationJsonSchema } from "./configurationJsonSchema.ts";
import { environmentFields, withEnvironment } from "./environment.ts";

/**
 * Reads a configuration from a JSON file.
 * @param environment - variables that go before the file's fields (`withEnvironment`); none by default.
 * @throws TRL-NOD-002 if it cannot be read or is not valid JSON; TRL-NOD-001 if a field is wrong.
 */
export async function loadConfiguration(
  path: string,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Configuration> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new TrellisError(
      "TRL-NOD-002",
      `cannot read the configuration file: ${(cause as NodeJS.ErrnoException).code}`,
      { path },
      cause,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the file. If the path is a key file by mistake, that would show the key.
    throw new TrellisError("TRL-NOD-002", "the configuration file is not valid JSON", { path });
  }
  const fields = environmentFields(configurationJsonSchema());
  return parseConfiguration(withEnvironment(value, fields, environment));
}
