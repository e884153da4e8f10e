import type { SignerPlace } from "@trellis/l1";
import { l1SignerSchema, readSignerPlace } from "@trellis/node";
import { TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import { z } from "zod";
import { readJsonFile } from "../readJsonFile.ts";

/** A signing service and the account whose key it keeps. */
export interface AccountPlace extends SignerPlace {
  readonly address: Hex;
}

/** A node's configuration is such a file. Its other fields are not this command's business. */
const placeFileSchema = z.looseObject({ l1Signer: l1SignerSchema });

/**
 * What `--signer` means: a URL, with the account in `--from`, or a file whose `l1Signer` tells URL, account, token and certificates.
 * @throws TRL-CLI-004 if the account is not known, or known to be two; TRL-CLI-005 for the file; TRL-NOD-071 for the files that it names.
 */
export async function signerPlace(signer: string, from: Hex | undefined): Promise<AccountPlace> {
  if (/^https?:/i.test(signer)) {
    if (from === undefined) {
      throw new TrellisError("TRL-CLI-004", "--signer: name the account whose key it keeps by --from");
    }
    return { url: signer, address: from };
  }
  const { l1Signer } = await readJsonFile(signer, placeFileSchema, "the file of --signer");
  const { address } = l1Signer;
  if (from !== undefined && from !== address) {
    throw new TrellisError("TRL-CLI-004", `--from: the file of --signer names another account, ${address}`, {
      from,
      address,
    });
  }
  return { ...(await readSignerPlace(l1Signer)), address };
}
