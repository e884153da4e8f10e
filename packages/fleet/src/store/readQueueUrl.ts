import { open } from "node:fs/promises";
import { TrellisError } from "@trellis/protocol";

/** Longest URL of a database. */
const MAX_URL_BYTES = 4_096;

/**
 * The URL of the queue's database. It holds a password, so its file is only for its owner.
 * @param field - what names the file: a field of the configuration, or an option.
 * @throws TRL-FLT-001 if the file cannot be read, is readable by others, or holds no URL of Postgres. The URL is not shown.
 */
export async function readQueueUrl(path: string, field: string): Promise<string> {
  const failed = (why: string): TrellisError =>
    new TrellisError(
      "TRL-FLT-001",
      `${field}: the file ${why}; it must be readable by its owner alone (chmod 600) and hold postgres://user:password@host/database`,
      { field, file: path },
    );
  const { text, mode } = await readSmall(path, failed);
  if ((mode & 0o077) !== 0) throw failed("can be read by others");
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) throw failed("holds no URL of Postgres");
  return text;
}

async function readSmall(
  path: string,
  failed: (why: string) => TrellisError,
): Promise<{ readonly text: string; readonly mode: number }> {
  try {
    await using file = await open(path, "r");
    const { mode } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_URL_BYTES), 0, MAX_URL_BYTES, 0);
    return { text: buffer.toString("utf8", 0, bytesRead).trim(), mode };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw failed(code === "ENOENT" ? "does not exist" : `cannot be read (${code})`);
  }
}
