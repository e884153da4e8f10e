import { z } from "zod";
import { accountIndex } from "../wire/accountIndex.ts";
import { count } from "../wire/count.ts";
import { decimal } from "../wire/decimal.ts";
import { fieldElement } from "../wire/fieldElement.ts";
import { hexString } from "../wire/hexString.ts";
import { publicKey } from "../wire/publicKey.ts";

const keyAndOwner = z.strictObject({ x: fieldElement, y: fieldElement, owner: hexString(20) });

/** `trellis_getAccount`: an account at the head, by its index or by key and L1 owner; null if there is none. */
export const getAccount = {
  params: z.tuple([z.union([accountIndex, keyAndOwner], "expected an account's index, or {x, y, owner}")]),
  result: z
    .object({
      index: accountIndex,
      key: publicKey,
      /** L1 address that owns it. */
      owner: hexString(20).nullable(),
      nonce: count,
      /** As `nonce`, but transactions that wait at this node are counted. */
      nextNonce: count,
      /** Smallest units of asset 0 and 1. */
      balances: z.tuple([decimal, decimal]).readonly(),
    })
    .nullable(),
};
