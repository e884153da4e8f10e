import { decryptWallet, readWalletFile, type WalletKeys, walletKeys } from "@trellis/client";
import type { CliIo } from "./CliIo.ts";
import { readPassword } from "./readPassword.ts";

/** Options that name an account of a wallet. */
export interface WalletChoice {
  readonly wallet: string;
  readonly passwordFile?: string | undefined;
  /** Which account of the wallet. */
  readonly account: number;
}

/** Opens a wallet. @throws TRL-CLN-010, 011 for the file or the password, TRL-CLI-007 for no password. */
export async function openWallet(
  io: CliIo,
  { wallet, passwordFile, account }: WalletChoice,
): Promise<WalletKeys> {
  const file = await readWalletFile(wallet);
  return walletKeys(await decryptWallet(file, await readPassword(io, { passwordFile })), account);
}
