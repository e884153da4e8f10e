import { L1Sender, LocalSigner } from "@trellis/l1";
import { readSecretKeyFile } from "@trellis/node";
import { TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import type { CliIo } from "../CliIo.ts";
import { openWallet } from "../openWallet.ts";
import type { L1Session } from "./L1Session.ts";

/** The account that acts on L1. Without `sender` nothing can be sent: a dry run. */
export interface Signer {
  readonly address: Hex;
  readonly sender?: L1Sender;
}

/** Options that select the account that acts. */
export interface SignerOptions {
  readonly keyFile?: string | undefined;
  readonly wallet?: string | undefined;
  readonly passwordFile?: string | undefined;
  /** Which account of the wallet. */
  readonly account: number;
  readonly from?: Hex | undefined;
  readonly dryRun: boolean;
}

/**
 * The account that a command acts as. In a dry run its address is enough.
 * @throws TRL-CLI-004 if it is not named, or in two ways; TRL-NOD-004 for the key file; as opening a wallet does.
 */
export async function openSigner(io: CliIo, session: L1Session, options: SignerOptions): Promise<Signer> {
  const { keyFile, wallet, from, dryRun } = options;
  if ([keyFile, wallet, from].filter((way) => way !== undefined).length !== 1) {
    throw new TrellisError(
      "TRL-CLI-004",
      "--key-file: name the acting L1 account by --key-file or --wallet, or by --from in a dry run",
    );
  }
  if (from !== undefined) {
    if (!dryRun)
      throw new TrellisError("TRL-CLI-004", "--from: only with --dry-run; to send, use --key-file");
    return { address: from };
  }
  const secretKey =
    keyFile !== undefined
      ? await readSecretKeyFile(keyFile, { field: "--key-file", passwordFile: options.passwordFile })
      : (await openWallet(io, { ...options, wallet: wallet! })).l1SecretKey;
  const sender = new L1Sender(session.client.public, new LocalSigner(secretKey));
  return dryRun ? { address: sender.address } : { address: sender.address, sender };
}
