import { newSecretKey, readSecretKeyFile, writeSecretKeyFile } from "@trellis/node";
import { addressOf, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1Command.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { run } from "../../shell/run.ts";

const schema = z.strictObject({ file: optionValues.file, json: optionValues.flag });

/** `trellis key`: key files of L1 accounts and seats. */
export function keyCommand(io: CliIo): Command {
  return new Command("key")
    .description("key files of L1 accounts and seats (secp256k1, mode 0600): create, show")
    .addCommand(
      keyFileCommand(io, "create", "make a new key and write it to a new file", async (file) => {
        const secretKey = newSecretKey();
        await writeSecretKeyFile(file, secretKey);
        return secretKey;
      }),
    )
    .addCommand(keyFileCommand(io, "show", "show the address of a key file", readSecretKeyFile));
}

function keyFileCommand(
  io: CliIo,
  name: string,
  description: string,
  keyOf: (file: string) => Promise<Uint8Array>,
): Command {
  return new Command(name)
    .description(description)
    .requiredOption("--file <file>", "the key file")
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const { file } = parseOptions(schema, raw);
        const address = toHex(addressOf(publicKeyOf(await keyOf(file))));
        return { result: { file, address }, says: [`${address}  ${file}`] };
      }),
    );
}
