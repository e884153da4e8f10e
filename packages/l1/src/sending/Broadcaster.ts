import { type Hex, keccak256, type PublicClient } from "viem";
import { providerFault } from "../providers/providerFault.ts";
import type { AccountSigner } from "../signing/AccountSigner.ts";
import { signTransaction } from "../signing/signTransaction.ts";
import { etherShortage, isShortOfEther } from "./etherShortage.ts";
import { type Fees, marketFees } from "./fees.ts";
import { wordsOf } from "./wordsOf.ts";

/** A transaction without nonce and fees. */
export interface Draft {
  /** Names it to people. */
  readonly action: string;
  readonly to?: Hex;
  readonly data?: Hex;
  readonly value?: bigint;
  readonly gas: bigint;
}

/**
 * What an L1 node's pool made of a transaction: `pooled` if it waits there; `underpriced` if another of this nonce, or the pool's least
 * fee, asks for more; `used` if one of this nonce was mined, this one or another; `unsure` if no answer came.
 */
export interface Broadcast {
  readonly outcome: "pooled" | "underpriced" | "used" | "unsure";
  readonly hash: Hex;
}

const KNOWN = /already ?known|known transaction|already imported/i;
const UNDERPRICED =
  /underpriced|replacement|could not replace|fee ?too ?low|max fee per gas less than|less than block base fee|below (?:the )?(?:base|minimum)|gas price (?:is )?too low/i;
const USED = /nonce (?:is )?too low|nonce too small|old ?nonce|invalid nonce|nonce has already been used/i;

/** Signs transactions of one account and gives them to L1's pool. */
export class Broadcaster {
  readonly #client: PublicClient;
  readonly #signer: AccountSigner;
  #chainId: number | undefined;

  constructor(client: PublicClient, signer: AccountSigner) {
    this.#client = client;
    this.#signer = signer;
  }

  /** Fees by which a transaction is soon included. */
  async market(): Promise<Fees> {
    const [{ baseFeePerGas }, tip] = await Promise.all([
      this.#client.getBlock({ blockTag: "latest" }),
      this.#client.estimateMaxPriorityFeePerGas(),
    ]);
    return marketFees(baseFeePerGas ?? 0n, tip);
  }

  /**
   * Signs a transaction and gives it to L1. A pool that has it already is as good as one that takes it.
   * @throws TRL-L1-016 if the account has too little Ether; TRL-L1-050 … 054 if it is not signed; what else L1 refuses.
   */
  async send({ action, to, data, value, gas }: Draft, nonce: number, fees: Fees): Promise<Broadcast> {
    this.#chainId ??= await this.#client.getChainId();
    const raw = await signTransaction(this.#signer, {
      type: "eip1559",
      chainId: this.#chainId,
      nonce,
      gas,
      ...fees,
      ...(to === undefined ? {} : { to }),
      ...(data === undefined ? {} : { data }),
      ...(value === undefined ? {} : { value }),
    });
    const hash = keccak256(raw);
    try {
      await this.#client.request({ method: "eth_sendRawTransaction", params: [raw] });
    } catch (error) {
      if (providerFault(error) === "unreachable") return { outcome: "unsure", hash };
      const words = wordsOf(error);
      if (isShortOfEther(error)) {
        const needed = gas * fees.maxFeePerGas + (value ?? 0n);
        throw await etherShortage(this.#client, action, this.#signer.address, needed);
      }
      if (USED.test(words)) return { outcome: "used", hash };
      if (KNOWN.test(words)) return { outcome: "pooled", hash };
      if (UNDERPRICED.test(words)) return { outcome: "underpriced", hash };
      throw error;
    }
    return { outcome: "pooled", hash };
  }
}
