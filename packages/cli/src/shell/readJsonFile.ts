import { readFile, stat } from "node:fs/promises";
import { TrellisError } from "@trellis/protocol";
import type { z } from "zod";

/** Files of settings and addresses are far smaller. */
const MAX_BYTES = 1_048_576;

/**
 * Reads and checks a JSON file.
 * @param what - names the file to people.
 * @throws TRL-CLI-005 if it cannot be read, is too large or not JSON; as {@link checkedJson}.
 */
export async function readJsonFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  what: string,
): Promise<z.output<Schema>> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) {
      throw new TrellisError("TRL-CLI-005", `${what} is too large: ${size} bytes`, { path });
    }
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof TrellisError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new TrellisError("TRL-CLI-005", `cannot read ${what}: ${code}`, { path });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the file. If the path is a key file by mistake, that would show the key.
    throw new TrellisError("TRL-CLI-005", `${what} is not valid JSON`, { path });
  }
  return checkedJson(value, schema, what, path);
}

/**
 * Checks what a JSON file holds.
 * @throws TRL-CLI-005 naming every wrong field.
 */
export function checkedJson<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
  what: string,
  path: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "(top)"}: ${message}`);
  throw new TrellisError("TRL-CLI-005", `${what} is wrong: ${faults.join("; ")}`, { path });
}
