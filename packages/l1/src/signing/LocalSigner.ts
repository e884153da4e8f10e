import { addressOf, keccak256, toHex } from "@trellis/protocol";
import { publicKeyOf, signRecoverable } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import type { AccountSigner } from "./AccountSigner.ts";

/** Signs with a key in this process. */
export class LocalSigner implements AccountSigner {
  readonly address: Hex;
  readonly #secretKey: Uint8Array;

  /**
   * @param secretKey - 32 bytes. It is not exposed.
   * @throws TRL-PRO-021 if it is no secp256k1 key.
   */
  constructor(secretKey: Uint8Array) {
    this.#secretKey = secretKey;
    this.address = toHex(addressOf(publicKeyOf(secretKey)));
  }

  async sign(data: Uint8Array): Promise<Uint8Array> {
    return signRecoverable(keccak256(data), this.#secretKey);
  }
}
