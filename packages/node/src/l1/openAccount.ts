import { type AccountSigner, LocalSigner, RemoteSigner, type SignerChange } from "@trellis/l1";
import type { Configuration } from "../config/Configuration.ts";
import { readSecretKeyFile } from "../disk/secretKeyFile.ts";
import { readSignerPlace } from "./readSignerPlace.ts";

/** Who wants to know of the account's signer. */
export interface AccountInit {
  /** Called when a service that keeps the key is found, when it stops to sign, and when it signs again. */
  readonly onChange?: (change: SignerChange) => void;
  /** Ends all that a service is asked. */
  readonly signal?: AbortSignal;
}

/**
 * The L1 account of a node, whose key is in a file or with a service; undefined if it has none.
 * @throws TRL-NOD-004 and 070 for a key file; TRL-NOD-071 for the files of a service; TRL-L1-050 … 054 if it does not sign.
 */
export async function openAccount(
  { l1KeyFile, keyPasswordFile, l1Signer }: Pick<Configuration, "l1KeyFile" | "keyPasswordFile" | "l1Signer">,
  { onChange, signal }: AccountInit = {},
): Promise<AccountSigner | undefined> {
  if (l1Signer !== undefined) {
    const place = await readSignerPlace(l1Signer);
    const signer = await RemoteSigner.open({ ...place, address: l1Signer.address, onChange, signal });
    onChange?.({ signer: signer.label, isUp: true });
    return signer;
  }
  if (l1KeyFile === undefined) return undefined;
  return new LocalSigner(
    await readSecretKeyFile(l1KeyFile, { field: "l1KeyFile", passwordFile: keyPasswordFile }),
  );
}
