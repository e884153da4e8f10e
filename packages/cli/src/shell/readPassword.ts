import { type FileHandle, open } from "node:fs/promises";
import { TrellisError } from "@trellis/protocol";
import type { CliIo } from "./CliIo.ts";

/**
 * A wallet's password: the first line of a file, or asked for.
 * @param isNew - asks twice, and refuses an empty one.
 * @throws TRL-CLI-007 if there is none, or what was typed twice differs; TRL-CLI-005 if the file cannot be read.
 */
export async function readPassword(
  io: CliIo,
  { passwordFile, isNew = false }: { readonly passwordFile?: string | undefined; readonly isNew?: boolean },
): Promise<string> {
  const password =
    passwordFile === undefined
      ? await io.askSecret(isNew ? "new password: " : "password: ")
      : await firstLine(passwordFile);
  if (isNew && password === "") throw new TrellisError("TRL-CLI-007", "the password is empty");
  if (isNew && passwordFile === undefined && (await io.askSecret("again: ")) !== password) {
    throw new TrellisError("TRL-CLI-007", "the two passwords differ");
  }
  return password;
}

/** A wallet's words: read from a file that contains nothing else, or asked for. @throws as {@link readPassword}. */
export function readMnemonic(io: CliIo, mnemonicFile: string | undefined): Promise<string> {
  return mnemonicFile === undefined ? io.askSecret("mnemonic: ") : readSecretText(mnemonicFile);
}

async function firstLine(path: string): Promise<string> {
  return (await readSecretText(path)).split(/\r?\n/, 1)[0]!;
}

async function readSecretText(path: string): Promise<string> {
  const unusable = (reason: string | undefined): TrellisError =>
    new TrellisError("TRL-CLI-005", `cannot use ${path}: ${reason}`, { path });
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    const { mode } = await file.stat();
    if ((mode & 0o077) !== 0) throw unusable("others can read it; run chmod 600 on it");
    return await file.readFile("utf8");
  } catch (cause) {
    throw cause instanceof TrellisError ? cause : unusable((cause as NodeJS.ErrnoException).code);
  } finally {
    await file?.close();
  }
}
