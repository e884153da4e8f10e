import type { Command } from "commander";
import { optionValues } from "../optionValues.ts";

/** Fields of the options that select the account that acts on L1. */
export const signerFields = {
  keyFile: optionValues.file.optional(),
  wallet: optionValues.file.optional(),
  passwordFile: optionValues.file.optional(),
  account: optionValues.walletIndex,
  signer: optionValues.file.optional(),
  from: optionValues.address.optional(),
  dryRun: optionValues.flag,
};

/** Gives a command the options that select the account that acts on L1: the same for each command that sends something. */
export function withSignerOptions(command: Command): Command {
  return command
    .option("--key-file <file>", "key file (mode 0600) of the account that acts on L1")
    .option("--wallet <file>", "the wallet whose L1 account acts, in place of a key file")
    .option("--password-file <file>", "file whose first line is the key file's or the wallet's password")
    .option("--account <n>", "number of the wallet's account", "0")
    .option(
      "--signer <place>",
      "Web3Signer that keeps the key, in place of a key file: a file with l1Signer, as node.json, or a URL with --from",
    )
    .option("--dry-run", "show what would happen on L1's current state; send nothing")
    .option("--from <address>", "the account that acts by --signer, or would act, with --dry-run");
}
