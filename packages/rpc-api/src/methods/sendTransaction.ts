import { z } from "zod";
import { hexBytes } from "../wire/hexBytes.ts";
import { hexString } from "../wire/hexString.ts";

/** Bytes of an encoded transaction, with room for later kinds. */
const MAX_BYTES = 1_024;

/** `trellis_sendTransaction`: admits a signed transaction (its SSZ encoding) and gossips it; answers its hash. */
export const sendTransaction = {
  params: z.tuple([hexBytes(1, MAX_BYTES)]),
  result: hexString(32),
};
