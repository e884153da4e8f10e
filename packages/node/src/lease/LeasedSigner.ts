import type { AccountSigner } from "@trellis/l1";
import type { DutyGate } from "./DutyGate.ts";

/** Signs only while this machine may act. */
export class LeasedSigner implements AccountSigner {
  readonly #signer: AccountSigner;
  readonly #gate: DutyGate;

  constructor(signer: AccountSigner, gate: DutyGate) {
    this.#signer = signer;
    this.#gate = gate;
  }

  get address(): AccountSigner["address"] {
    return this.#signer.address;
  }

  /** @throws TRL-NOD-081 if the right to act ends before the signature is there; as the signer does. */
  async sign(data: Uint8Array): Promise<Uint8Array> {
    this.#gate.requireDuty();
    const signature = await this.#signer.sign(data);
    // A service may have taken its time.
    this.#gate.requireDuty();
    return signature;
  }
}
