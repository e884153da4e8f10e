import { encryptKeystore, newSecretKey, readSecretKeyFile, writeSecretKeyFile } from "@trellis/node";
import { addressOf, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1/l1Command.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { readPassword } from "../../shell/readPassword.ts";
import { run } from "../../shell/run.ts";
import { writeNewFile } from "../../shell/writeNewFile.ts";
import { listKeys } from "./listKeys.ts";

const file = optionValues.file;
const json = optionValues.flag;
const schemas = {
  create: z.strictObject({ file, encrypted: optionValues.flag, passwordFile: file.optional(), json }),
  show: z.strictObject({ file, passwordFile: file.optional(), json }),
  import: z.strictObject({
    from: file,
    fromPasswordFile: file.optional(),
    file,
    passwordFile: file.optional(),
    json,
  }),
  export: z.strictObject({ file, passwordFile: file.optional(), out: file, json }),
  list: z.strictObject({ folder: file, json }),
};

/** `trellis key`: key files of L1 accounts and seats. */
export function keyCommand(io: CliIo): Command {
  return new Command("key")
    .description(
      "key files of L1 accounts and seats (secp256k1, mode 0600): create, show, import, export, list",
    )
    .addCommand(createCommand(io))
    .addCommand(showCommand(io))
    .addCommand(importCommand(io))
    .addCommand(exportCommand(io))
    .addCommand(listCommand(io));
}

function createCommand(io: CliIo): Command {
  return new Command("create")
    .description("make a new key and write it to a new file")
    .requiredOption("--file <file>", "the key file")
    .option("--encrypted", "write a keystore (Web3 Secret Storage), under a password")
    .option("--password-file <file>", "file whose first line is the password (default: ask for it)")
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const { file, encrypted, passwordFile } = parseOptions(schemas.create, raw);
        const secretKey = newSecretKey();
        if (encrypted || passwordFile !== undefined) await writeKeystore(io, file, secretKey, passwordFile);
        else await writeSecretKeyFile(file, secretKey);
        return shown(file, secretKey);
      }),
    );
}

function showCommand(io: CliIo): Command {
  return new Command("show")
    .description("show the address of a key file")
    .requiredOption("--file <file>", "the key file")
    .option("--password-file <file>", "file whose first line is the password of a keystore")
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const { file, passwordFile } = parseOptions(schemas.show, raw);
        return shown(file, await readSecretKeyFile(file, { field: "--file", passwordFile }));
      }),
    );
}

function importCommand(io: CliIo): Command {
  return new Command("import")
    .description("encrypt a key file, or another tool's keystore, into a new keystore (Web3 Secret Storage)")
    .requiredOption("--from <file>", "the key to encrypt: 64 hexadecimal digits, or a keystore")
    .option(
      "--from-password-file <file>",
      "file whose first line is the password of --from, if it is a keystore",
    )
    .requiredOption("--file <file>", "the new keystore")
    .option("--password-file <file>", "file whose first line is the new password (default: ask for it)")
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const { from, fromPasswordFile, file, passwordFile } = parseOptions(schemas.import, raw);
        const secretKey = await readSecretKeyFile(from, { field: "--from", passwordFile: fromPasswordFile });
        await writeKeystore(io, file, secretKey, passwordFile);
        return shown(file, secretKey);
      }),
    );
}

function exportCommand(io: CliIo): Command {
  return new Command("export")
    .description(
      "write the key of a keystore to a new file that is not encrypted; its owner alone can read it",
    )
    .requiredOption("--file <file>", "the keystore")
    .option("--password-file <file>", "file whose first line is its password (default: ask for it)")
    .requiredOption("--out <file>", "the new key file")
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const { file, passwordFile, out } = parseOptions(schemas.export, raw);
        const password = await readPassword(io, { passwordFile });
        const secretKey = await readSecretKeyFile(file, { field: "--file", password });
        await writeSecretKeyFile(out, secretKey);
        return shown(out, secretKey);
      }),
    );
}

function listCommand(io: CliIo): Command {
  return new Command("list")
    .description("list the key files of a folder: addresses, and whether they are encrypted")
    .requiredOption("--folder <folder>", "the folder")
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const { folder } = parseOptions(schemas.list, raw);
        const keys = await listKeys(folder);
        const says = keys.map(({ file, address, kind }) => `${address}  ${file}  ${kind}`);
        return { result: { keys }, says: says.length === 0 ? [`no key files in ${folder}`] : says };
      }),
    );
}

async function writeKeystore(
  io: CliIo,
  file: string,
  secretKey: Uint8Array,
  passwordFile: string | undefined,
): Promise<void> {
  const password = await readPassword(io, { passwordFile, isNew: true });
  await writeNewFile(file, await encryptKeystore(secretKey, password), 0o600);
}

function shown(file: string, secretKey: Uint8Array) {
  const address = toHex(addressOf(publicKeyOf(secretKey)));
  return { result: { file, address }, says: [`${address}  ${file}`] };
}
