import { type AccountId, type AccountView, TrellisClient } from "@trellis/client";
import { publicKeyOf } from "@trellis/ledger";
import { readSecretKeyFile } from "@trellis/node";
import { TrellisError, toBigInt } from "@trellis/protocol";
import { Command, Option } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1/l1Command.ts";
import { findPlaces, networkOption, placeOption } from "../../shell/network/places.ts";
import { openWallet } from "../../shell/openWallet.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { accountText } from "../../shell/text/accountText.ts";

const { url, file, flag, address, walletIndex } = optionValues;

/** Options of every command that asks a node. */
export const nodeFields = { node: url, json: flag };
/** Options of every command that acts for an L2 account. */
export const accountFields = {
  wallet: file.optional(),
  passwordFile: file.optional(),
  account: walletIndex,
  keyFile: file.optional(),
  owner: address.optional(),
};
const accountSchema = z.object(accountFields);

/** A command that asks a node. */
export function nodeCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(placeOption("node"))
    .addOption(networkOption())
    .addOption(jsonOption());
}

/** The options of a command that asks a node, with the node that the network names. @throws as `findPlaces`. */
export async function nodeOptions(command: Command): Promise<object> {
  return (await findPlaces(command, { node: "node" }, ["node"])).options;
}

/** A command that acts for an L2 account. */
export function accountCommand(name: string, description: string): Command {
  return nodeCommand(name, description)
    .addOption(new Option("--wallet <file>", "the wallet whose account acts").env("TRELLIS_WALLET"))
    .option("--password-file <file>", "file whose first line is the wallet's password (default: ask for it)")
    .option("--account <n>", "number of the wallet's account", "0")
    .option(
      "--key-file <file>",
      "file (mode 0600) with an L2 secret key, in place of a wallet; needs --owner",
    )
    .option("--owner <address>", "the account's L1 owner; with --key-file");
}

/** An L2 account that can sign. */
export interface OwnAccount {
  readonly id: AccountId;
  readonly secret: bigint;
  readonly view: AccountView;
}

/**
 * The acting account, by wallet or by key file.
 * @throws TRL-CLI-004 if neither or both are given; the errors of reading the files.
 */
export async function ownKeys(
  io: CliIo,
  { wallet, passwordFile, account, keyFile, owner }: z.output<typeof accountSchema>,
): Promise<Pick<OwnAccount, "id" | "secret">> {
  if ((wallet === undefined) === (keyFile === undefined)) {
    throw new TrellisError("TRL-CLI-004", "--wallet: use either --wallet or --key-file");
  }
  if (wallet !== undefined) {
    const { l2Secret, l2Key, owner } = await openWallet(io, { wallet, passwordFile, account });
    return { secret: l2Secret, id: { key: l2Key, owner } };
  }
  if (owner === undefined) throw new TrellisError("TRL-CLI-004", "--owner: needed with --key-file");
  const secret = toBigInt(await readSecretKeyFile(keyFile!, { field: "--key-file" }));
  return { secret, id: { key: publicKeyOf(secret), owner } };
}

/** The acting account as L2 has it. @throws TRL-CLI-040 if it is not on L2 yet. */
export async function ownAccount(
  io: CliIo,
  client: TrellisClient,
  options: z.output<typeof accountSchema>,
): Promise<OwnAccount> {
  const keys = await ownKeys(io, options);
  return { ...keys, view: await accountOnL2(client, keys.id) };
}

/** An account as L2 has it. @throws TRL-CLI-040 if it is not on L2 yet. */
export async function accountOnL2(client: TrellisClient, which: AccountId | number): Promise<AccountView> {
  const view = await client.account(which);
  if (view !== undefined) return view;
  const text = typeof which === "number" ? String(which) : accountText(which);
  throw new TrellisError(
    "TRL-CLI-040",
    `account ${text} does not exist on L2 yet: a first deposit opens it, once a final block consumes the deposit`,
  );
}

/** The client that a command's options name. */
export const clientOf = ({ node }: { readonly node: string }): TrellisClient => new TrellisClient(node);
