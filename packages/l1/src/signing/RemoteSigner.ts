import { setTimeout as delay } from "node:timers/promises";
import { addressOf, equalBytes, fromHex, keccak256, toHex } from "@trellis/protocol";
import { recoverAddress } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import type { AccountSigner } from "./AccountSigner.ts";
import { parseSignature } from "./parseSignature.ts";
import { type SignerAnswer, SignerDoor, type SignerPlace } from "./SignerDoor.ts";
import { signerError, signerFault } from "./signerFault.ts";

/** That a service began or stopped to sign. */
export interface SignerChange {
  /** Protocol and host. */
  readonly signer: string;
  readonly isUp: boolean;
  /** Why it does not sign. */
  readonly error?: unknown;
}

/** A service that keeps an account's key. */
export interface RemoteSignerInit extends SignerPlace {
  /** Of the account, in lower case. */
  readonly address: Hex;
  /** Called when it stops to sign, and when it signs again. */
  readonly onChange?: ((change: SignerChange) => void) | undefined;
  /** Ends all that is asked. */
  readonly signal?: AbortSignal | undefined;
  /** Waits between two attempts; for tests. */
  readonly wait?: ((ms: number) => Promise<unknown>) | undefined;
}

/** Pauses before another attempt, milliseconds. A signature asked for twice is harmless: it signs the same bytes. */
const PAUSES_MS = [250, 1_000];
const MAX_SIGNATURE_BYTES = 1_024;
/** Room for some thousand keys. */
const MAX_KEYS_BYTES = 2 ** 20;
/** EIP-191 text, which can be neither a transaction nor a bid. */
const TRIAL = new TextEncoder().encode("\x19Ethereum Signed Message:\n20trellis signer check");

/**
 * Signs by a service that speaks Web3Signer's `eth1` API and keeps the key (ADR 0037). The service is not believed: each signature is
 * checked before it is used.
 */
export class RemoteSigner implements AccountSigner {
  readonly address: Hex;
  readonly #init: RemoteSignerInit;
  readonly #door: SignerDoor;
  /** The public key's hex, as the service writes it. */
  readonly #identifier: string;
  readonly #signal: AbortSignal;
  #isUp = true;

  private constructor(init: RemoteSignerInit, door: SignerDoor, identifier: string, signal: AbortSignal) {
    this.address = init.address;
    this.#init = init;
    this.#door = door;
    this.#identifier = identifier;
    this.#signal = signal;
  }

  /**
   * Finds the account's key at the service, and has it sign a text of no meaning.
   * @throws TRL-L1-047 for the URL; TRL-L1-050 … 054 if it does not answer, refuses, sends no readable answer, does not have the key, or signs with another.
   */
  static async open(init: RemoteSignerInit): Promise<RemoteSigner> {
    const door = new SignerDoor(init);
    const signal = init.signal ?? new AbortController().signal;
    const keys = await listKeys(door, signal);
    const identifier = keys.find((key) => addressOfKey(key) === init.address);
    if (identifier === undefined) {
      const count = keys.length === 1 ? "1 key" : `${keys.length} keys`;
      throw signerError("keyless", door.label, `it has ${count}, none of ${init.address}`);
    }
    const signer = new RemoteSigner(init, door, identifier, signal);
    await signer.#attempt(TRIAL);
    return signer;
  }

  /** Protocol and host, for people. */
  get label(): string {
    return this.#door.label;
  }

  async sign(data: Uint8Array): Promise<Uint8Array> {
    try {
      const signature = await this.#persist(data);
      this.#tell(true);
      return signature;
    } catch (error) {
      if (!this.#signal.aborted) this.#tell(false, error);
      throw error;
    }
  }

  /** Asks again after a failure that may pass. */
  async #persist(data: Uint8Array): Promise<Uint8Array> {
    const { wait = delay } = this.#init;
    for (const ms of PAUSES_MS) {
      try {
        return await this.#attempt(data);
      } catch (error) {
        if (signerFault(error) !== "unreachable") throw error;
        await wait(ms);
      }
    }
    return this.#attempt(data);
  }

  async #attempt(data: Uint8Array): Promise<Uint8Array> {
    const answer = await this.#door.ask(
      {
        method: "POST",
        path: `/api/v1/eth1/sign/${this.#identifier}`,
        body: JSON.stringify({ data: toHex(data) }),
        maxBytes: MAX_SIGNATURE_BYTES,
      },
      this.#signal,
    );
    const { label } = this.#door;
    if (answer.status === 404) throw signerError("keyless", label, `it does not find ${this.address}`);
    requireOk(answer, label);
    const signature = parseSignature(answer.text);
    if (signature === undefined) throw signerError("garbled", label, "its answer is no signature");
    const by = recoverAddress(keccak256(data), signature);
    if (by === undefined || !equalBytes(by, fromHex(this.address))) {
      throw signerError("foreign", label, `its signature is not by ${this.address}`);
    }
    return signature;
  }

  #tell(isUp: boolean, error?: unknown): void {
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    this.#init.onChange?.({ signer: this.label, isUp, ...(isUp ? {} : { error }) });
  }
}

/** The service's public keys, in its own writing. */
async function listKeys(door: SignerDoor, signal: AbortSignal): Promise<string[]> {
  const answer = await door.ask(
    { method: "GET", path: "/api/v1/eth1/publicKeys", maxBytes: MAX_KEYS_BYTES },
    signal,
  );
  requireOk(answer, door.label);
  let keys: unknown;
  try {
    keys = JSON.parse(answer.text);
  } catch {
    keys = undefined;
  }
  if (!Array.isArray(keys)) throw signerError("garbled", door.label, "its answer is no list of public keys");
  return keys.filter((key) => typeof key === "string");
}

/** Some versions write a public key with its prefix 04, some without, some without 0x. */
function addressOfKey(key: string): Hex | undefined {
  const [, coordinates] = /^(?:0x)?(?:04)?([0-9a-fA-F]{128})$/.exec(key) ?? [];
  return coordinates === undefined ? undefined : toHex(addressOf(fromHex(`0x${coordinates}`)));
}

/** A service in trouble may do better soon; one that refuses will not. Bodies are not told: they may echo what they were sent. */
function requireOk({ status }: SignerAnswer, label: string): void {
  if (status >= 200 && status < 300) return;
  const mayPass = status >= 500 || status === 429 || status === 408;
  throw signerError(mayPass ? "unreachable" : "refused", label, `it answers with status ${status}`);
}
