import { fromHex, toHex } from "@trellis/protocol";
import { type Hex, serializeTransaction, type TransactionSerializableEIP1559 } from "viem";
import type { AccountSigner } from "./AccountSigner.ts";

/** A transaction with its account's signature, as L1's pool takes it. Throws as {@link AccountSigner.sign}. */
export async function signTransaction(
  signer: AccountSigner,
  transaction: TransactionSerializableEIP1559,
): Promise<Hex> {
  const signature = await signer.sign(fromHex(serializeTransaction(transaction)));
  return serializeTransaction(transaction, {
    r: toHex(signature.subarray(0, 32)),
    s: toHex(signature.subarray(32, 64)),
    yParity: signature[64]! - 27,
  });
}
