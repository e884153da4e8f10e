import { L1Sender } from "@trellis/l1";
import { readSecretKeyFile } from "@trellis/node";
import { TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import type { L1Session } from "./L1Session.ts";

/** Who acts on L1. Without `sender` nothing can be sent: a dry run. */
export interface Signer {
  readonly address: Hex;
  readonly sender?: L1Sender;
}

/** Options that name who acts. */
export interface SignerOptions {
  readonly keyFile?: string | undefined;
  readonly from?: Hex | undefined;
  readonly dryRun: boolean;
}

/**
 * The account that a command acts as. In a dry run its address is enough.
 * @throws TRL-CLI-004 if it is not named, or in two ways; TRL-NOD-004 for the key file.
 */
export async function openSigner(session: L1Session, options: SignerOptions): Promise<Signer> {
  const { keyFile, from, dryRun } = options;
  if (from !== undefined) {
    if (!dryRun)
      throw new TrellisError("TRL-CLI-004", "--from: only with --dry-run; to send, use --key-file");
    if (keyFile !== undefined) throw new TrellisError("TRL-CLI-004", "--from: not with --key-file");
    return { address: from };
  }
  if (keyFile === undefined) {
    throw new TrellisError("TRL-CLI-004", "--key-file: name the key file of the account that acts on L1");
  }
  const sender = new L1Sender(session.rpcUrl, session.client.public, await readSecretKeyFile(keyFile));
  return dryRun ? { address: sender.address } : { address: sender.address, sender };
}
