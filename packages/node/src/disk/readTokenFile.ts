import type { TrellisError } from "@trellis/protocol";
import { readOwnFile } from "./secretKeyFile.ts";

/** What a header may hold. */
const TOKEN = /^[\x21-\x7e]+$/;

/** The first line of a file that only its owner can read: what is sent as a bearer token. @throws what `failed` makes. */
export async function readTokenFile(path: string, failed: (why: string) => TrellisError): Promise<string> {
  const [line = ""] = (await readOwnFile(path, failed)).split(/\r?\n/, 1);
  if (!TOKEN.test(line)) throw failed("holds no token: one line of printable characters without spaces");
  return line;
}
