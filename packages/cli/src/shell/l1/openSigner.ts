import { type AccountSigner, L1Sender, LocalSigner, RemoteSigner } from "@trellis/l1";
import { readSecretKeyFile } from "@trellis/node";
import { TrellisError } from "@trellis/protocol";
import type { Hex, PublicClient } from "viem";
import type { CliIo } from "../CliIo.ts";
import { openWallet } from "../openWallet.ts";
import { signerPlace } from "./signerPlace.ts";

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
  /** A service that keeps the key: a file that tells its place, or a URL and `from`. */
  readonly signer?: string | undefined;
  readonly from?: Hex | undefined;
  readonly dryRun: boolean;
}

/**
 * The account that a command acts as. In a dry run its address is enough.
 * @throws TRL-CLI-004 if it is not named, or in two ways; TRL-NOD-004 for the key file; TRL-L1-050 … 054 for a signer, and as `signerPlace`; as opening a wallet does.
 */
export async function openSigner(io: CliIo, client: PublicClient, options: SignerOptions): Promise<Signer> {
  const { keyFile, wallet, signer, from, dryRun } = options;
  if ([keyFile, wallet, signer ?? from].filter((way) => way !== undefined).length !== 1) {
    throw new TrellisError(
      "TRL-CLI-004",
      "--key-file: name the acting L1 account by --key-file, --wallet or --signer, or by --from in a dry run",
    );
  }
  if (from !== undefined && signer === undefined) {
    if (!dryRun) {
      throw new TrellisError(
        "TRL-CLI-004",
        "--from: only with --dry-run or --signer; to send, use --key-file",
      );
    }
    return { address: from };
  }
  const account = await openAccount(io, options);
  const sender = new L1Sender(client, account);
  return dryRun ? { address: sender.address } : { address: sender.address, sender };
}

async function openAccount(
  io: CliIo,
  { keyFile, wallet, signer, from, ...options }: SignerOptions,
): Promise<AccountSigner> {
  if (signer !== undefined) return RemoteSigner.open(await signerPlace(signer, from));
  return new LocalSigner(
    keyFile !== undefined
      ? await readSecretKeyFile(keyFile, { field: "--key-file", passwordFile: options.passwordFile })
      : (await openWallet(io, { ...options, wallet: wallet! })).l1SecretKey,
  );
}
