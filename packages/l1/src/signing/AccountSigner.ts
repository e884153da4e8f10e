import type { Hex } from "viem";

/** What signs for one account of L1. Who uses it does not know where the key is: in this process, or with a service. */
export interface AccountSigner {
  /** The account's address, in lower case. */
  readonly address: Hex;
  /**
   * Signs the Keccak-256 of some bytes: an unsigned transaction, or an EIP-712 message.
   * @returns 65 bytes r‖s‖v by the account's key, low s, v 27 or 28.
   * @throws TRL-L1-050 … 054 if a service keeps the key and does not sign.
   */
  sign(data: Uint8Array): Promise<Uint8Array>;
}
