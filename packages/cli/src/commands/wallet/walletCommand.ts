import {
  decryptWallet,
  encryptWallet,
  newMnemonic,
  normalisedMnemonic,
  readWalletFile,
  walletFileText,
  walletKeys,
} from "@trellis/client";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1/l1Command.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { readMnemonic, readPassword } from "../../shell/readPassword.ts";
import { run } from "../../shell/run.ts";
import { accountText } from "../../shell/text/accountText.ts";
import { writeNewFile } from "../../shell/writeNewFile.ts";

const { file, flag, walletIndex } = optionValues;
const common = { wallet: file, passwordFile: file.optional(), json: flag };
const createSchema = z.strictObject(common);
const importSchema = z.strictObject({ ...common, mnemonicFile: file.optional() });
const showSchema = z.strictObject({ ...common, account: walletIndex, secrets: flag });

/** `trellis wallet`: a user's keys in an encrypted file. */
export function walletCommand(io: CliIo): Command {
  return new Command("wallet")
    .description("a user's L1 and L2 keys, from one mnemonic in an encrypted file: create, import, show")
    .addCommand(create(io))
    .addCommand(importWallet(io))
    .addCommand(show(io));
}

const create = (io: CliIo): Command =>
  walletFileCommand("create", "make a new wallet and show its 24 words once; write them down").action(
    (raw: object) =>
      run(io, raw, async () => {
        const options = parseOptions(createSchema, raw);
        const mnemonic = newMnemonic();
        const told = await keep(io, mnemonic, options);
        return {
          result: { ...told.result, mnemonic },
          says: [
            ...told.says,
            "Anyone with these 24 words controls your funds. Write them on paper; never store them on a computer.",
            "",
            mnemonic,
          ],
        };
      }),
  );

const importWallet = (io: CliIo): Command =>
  walletFileCommand("import", "make a wallet from a mnemonic that you have: typed, or from a file")
    .option("--mnemonic-file <file>", "file with the words and nothing else; delete it afterwards")
    .action((raw: object) =>
      run(io, raw, async () => {
        const options = parseOptions(importSchema, raw);
        return keep(io, normalisedMnemonic(await readMnemonic(io, options.mnemonicFile)), options);
      }),
    );

const show = (io: CliIo): Command =>
  walletFileCommand("show", "show an account of a wallet; account 0 needs no password")
    .option("--account <n>", "number of the wallet's account", "0")
    .option("--secrets", "also show the mnemonic and the secret keys")
    .action((raw: object) =>
      run(io, raw, async () => {
        const { wallet: path, account, secrets, passwordFile } = parseOptions(showSchema, raw);
        const wallet = await readWalletFile(path);
        if (account === 0 && !secrets) {
          const { owner, l2Key } = wallet;
          return described(path, 0, { owner, l2Key: { x: BigInt(l2Key.x), y: BigInt(l2Key.y) } });
        }
        const mnemonic = await decryptWallet(wallet, await readPassword(io, { passwordFile }));
        const keys = walletKeys(mnemonic, account);
        const { result, says } = described(path, account, keys);
        if (!secrets) return { result, says };
        const shown = {
          mnemonic,
          l2Secret: `0x${keys.l2Secret.toString(16).padStart(64, "0")}`,
          l1SecretKey: `0x${Buffer.from(keys.l1SecretKey).toString("hex")}`,
        };
        return {
          result: { ...result, ...shown },
          says: [
            ...says,
            `mnemonic  ${shown.mnemonic}`,
            `L2 secret ${shown.l2Secret}`,
            `L1 secret ${shown.l1SecretKey}`,
          ],
        };
      }),
    );

function walletFileCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption("--wallet <file>", "the wallet's file")
    .option("--password-file <file>", "file whose first line is the wallet's password (default: ask for it)")
    .addOption(jsonOption());
}

/** Writes a wallet's file with mode 0600, either whole or not at all. */
async function keep(
  io: CliIo,
  mnemonic: string,
  { wallet, passwordFile }: { readonly wallet: string; readonly passwordFile?: string | undefined },
) {
  const password = await readPassword(io, { passwordFile, isNew: true });
  await writeNewFile(wallet, walletFileText(await encryptWallet(mnemonic, password)), 0o600);
  return described(wallet, 0, walletKeys(mnemonic));
}

function described(
  wallet: string,
  account: number,
  {
    owner,
    l2Key,
  }: { readonly owner: `0x${string}`; readonly l2Key: { readonly x: bigint; readonly y: bigint } },
) {
  const text = accountText({ key: l2Key, owner });
  return {
    result: {
      wallet,
      account,
      owner,
      l2Key: { x: `0x${l2Key.x.toString(16)}`, y: `0x${l2Key.y.toString(16)}` },
      text,
    },
    says: [`wallet    ${wallet}, account ${account}`, `L1 owner  ${owner}`, `L2        ${text}`],
  };
}
