import { smallest, TrellisError } from "@trellis/protocol";
import {
  type Hex,
  type PublicClient,
  TransactionNotFoundError,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from "viem";
import { providerFault } from "../providers/providerFault.ts";
import { signerFault } from "../signing/signerFault.ts";
import type { Broadcaster, Draft } from "./Broadcaster.ts";
import { type Fees, feeCeiling, raisedFees } from "./fees.ts";

/** Time, and how patient a delivery is. Milliseconds. */
export interface DeliveryInit {
  readonly clock: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** A transaction that has waited for so long is replaced by one that offers more. */
  readonly raiseAfterMs: number;
  /** One that has waited for so long, replacements included, is cancelled. */
  readonly cancelAfterMs: number;
  /** The most for a unit of gas, wei, whatever an act is worth. */
  readonly maxFeePerGas: bigint;
  /** Called when a transaction was replaced. */
  readonly onReplaced: (replaced: Replaced) => void;
}

/** A transaction that another of the same nonce has taken the place of. */
export interface Replaced {
  readonly action: string;
  readonly nonce: number;
  /** The new one. */
  readonly hash: Hex;
  /** Whether the new one does nothing but use the nonce. */
  readonly isCancel: boolean;
  /** Wei for a unit of gas. */
  readonly maxFeePerGas: bigint;
}

/** What a delivery is of. */
export interface Parcel {
  readonly draft: Draft;
  readonly nonce: number;
  /** Wei of Ether that the act brings: it never costs more. Undefined if that is not known. */
  readonly worth?: bigint | undefined;
  /** Whether the act would still succeed; asked before it is made dearer. */
  readonly isDue: () => Promise<boolean>;
}

const FIRST_POLL_MS = 200;
const MAX_POLL_MS = 2_000;
/** A transaction is lost when L1 has not known it for this long, or an earlier nonce has been missing for this long. */
const LOST_MS = 5_000;
/** In so many looks in a row: one may fall between pool and block, however long this process or L1 was held up before it. */
const LOST_LOOKS = 3;
const CANCEL_GAS = 21_000n;
/** Most attempts to outbid a transaction of the same nonce that is not known here. An eighth each: ten times as much in the end. */
const MAX_RAISES = 20;

/** Brings one transaction into a block: replaces it while it waits, and cancels it when that takes too long or it is not due any more. */
export class Delivery {
  readonly #client: PublicClient;
  readonly #broadcaster: Broadcaster;
  readonly #address: Hex;
  readonly #init: DeliveryInit;
  readonly #parcel: Parcel;
  readonly #hashes: Hex[] = [];
  #fees: Fees | undefined;
  /** Hash of the first transaction that only uses up the nonce; its own replacements follow it. */
  #cancelledFrom: number | undefined;
  #startedAt = 0;
  #seenAt = 0;
  /** Looks since it was last seen. */
  #missed = 0;
  #raisedAt = 0;

  constructor(
    client: PublicClient,
    broadcaster: Broadcaster,
    address: Hex,
    parcel: Parcel,
    init: DeliveryInit,
  ) {
    this.#client = client;
    this.#broadcaster = broadcaster;
    this.#address = address;
    this.#parcel = parcel;
    this.#init = init;
  }

  /**
   * Sends, and resolves when the transaction is mined, whether or not it succeeded.
   * @param onSent - called when it has been given to L1.
   * @throws TRL-L1-015 if L1 has lost it; TRL-L1-016 if the account has too little Ether; TRL-L1-017 if it costs more than it is worth;
   * TRL-L1-018 if it was cancelled; TRL-L1-019 if even that stays pending; TRL-L1-050 … 054 if it is not signed.
   */
  async run(onSent: () => void = () => {}): Promise<TransactionReceipt> {
    const { clock, wait } = this.#init;
    this.#startedAt = clock();
    await this.#sendFirst();
    onSent();
    this.#seenAt = clock();
    let answeredAt = clock();
    for (let poll = FIRST_POLL_MS; ; poll = Math.min(MAX_POLL_MS, poll * 1.2)) {
      await wait(poll);
      try {
        const receipt = await this.#look();
        if (receipt !== undefined) return receipt;
        answeredAt = clock();
      } catch (error) {
        // While L1 cannot be asked, or no replacement is signed, the transaction may well be mined.
        const fault = providerFault(error) ?? signerFault(error);
        if (fault === undefined || clock() > answeredAt + this.#init.cancelAfterMs) throw error;
        this.#seenAt = clock();
      }
    }
  }

  /** Looks whether it is mined, and makes it dearer if it is time. */
  async #look(): Promise<TransactionReceipt | undefined> {
    const { clock, raiseAfterMs } = this.#init;
    const receipt = await this.#receipt();
    if (receipt !== undefined) return receipt;
    if (await this.#isPooled()) {
      this.#seenAt = clock();
      this.#missed = 0;
    } else if (++this.#missed >= LOST_LOOKS && clock() > this.#seenAt + LOST_MS) {
      throw this.#error("TRL-L1-015", "L1 has lost the transaction, or one before it");
    }
    if (clock() >= this.#raisedAt + raiseAfterMs) await this.#raise();
    return undefined;
  }

  async #sendFirst(): Promise<void> {
    const { draft, worth } = this.#parcel;
    const market = await this.#broadcaster.market();
    const ceiling = this.#ceiling(draft);
    if (market.maxPriorityFeePerGas > ceiling || market.maxFeePerGas / 2n > ceiling) {
      throw this.#error("TRL-L1-017", "it would cost more than it is worth, or than l1.maxFeeGwei allows", {
        maxFeePerGas: market.maxFeePerGas,
        ceiling,
        worth,
      });
    }
    const maxFeePerGas = smallest(market.maxFeePerGas, ceiling);
    await this.#offer(draft, { ...market, maxFeePerGas });
  }

  /** Sends with these fees, or with more where another transaction of this nonce asks for it. */
  async #offer(draft: Draft, first: Fees): Promise<void> {
    let fees: Fees | undefined = first;
    for (let raises = 0; fees !== undefined && raises < MAX_RAISES; raises++) {
      const { outcome, hash } = await this.#broadcaster.send(draft, this.#parcel.nonce, fees);
      if (outcome !== "underpriced") {
        // Its answer may have been lost, and it may be the one that was mined.
        this.#fees = fees;
        this.#hashes.push(hash);
        break;
      }
      fees = raisedFees(fees, fees, this.#ceiling(draft));
    }
    this.#raisedAt = this.#init.clock();
  }

  #ceiling({ gas }: Draft): bigint {
    const isCancel = this.#cancelledFrom !== undefined;
    return feeCeiling(this.#init.maxFeePerGas, gas, isCancel ? undefined : this.#parcel.worth);
  }

  /** Makes the transaction dearer, or puts one in its place that only uses up the nonce. */
  async #raise(): Promise<void> {
    const { clock, cancelAfterMs, onReplaced } = this.#init;
    const { draft, nonce, isDue } = this.#parcel;
    const waited = clock() - this.#startedAt;
    if (waited >= 2 * cancelAfterMs) {
      throw this.#error("TRL-L1-019", "the transaction stays pending, and cannot be cancelled either");
    }
    if (this.#cancelledFrom === undefined && (waited >= cancelAfterMs || !(await isDue()))) {
      this.#cancelledFrom = this.#hashes.length;
    }
    const isCancel = this.#cancelledFrom !== undefined;
    const now = isCancel ? { action: draft.action, to: this.#address, gas: CANCEL_GAS } : draft;
    const market = await this.#broadcaster.market();
    const fees = this.#fees === undefined ? market : raisedFees(this.#fees, market, this.#ceiling(now));
    const before = this.#hashes.length;
    if (fees === undefined) this.#raisedAt = clock();
    else await this.#offer(now, fees);
    const hash = this.#hashes.at(-1);
    if (hash === undefined || this.#hashes.length === before) return;
    const { maxFeePerGas } = this.#fees!;
    onReplaced({ action: draft.action, nonce, hash, isCancel, maxFeePerGas });
  }

  /** The receipt of the one that was mined. @throws TRL-L1-018 if that is not the act. */
  async #receipt(): Promise<TransactionReceipt | undefined> {
    for (const [i, hash] of this.#hashes.entries()) {
      const receipt = await orNothing(
        this.#client.getTransactionReceipt({ hash }),
        TransactionReceiptNotFoundError,
      );
      if (receipt === undefined) continue;
      if (this.#cancelledFrom !== undefined && i >= this.#cancelledFrom) {
        throw this.#error("TRL-L1-018", "it waited too long, or was not due any more, and was cancelled", {
          hash,
        });
      }
      return receipt;
    }
    return undefined;
  }

  /** Whether L1 knows one of the transactions, and nothing before it is missing. */
  async #isPooled(): Promise<boolean> {
    const hash = this.#hashes.at(-1);
    if (hash === undefined) return false;
    const known = await orNothing(this.#client.getTransaction({ hash }), TransactionNotFoundError);
    const { nonce } = this.#parcel;
    const next = this.#client.getTransactionCount({ address: this.#address, blockTag: "pending" });
    return known !== undefined && (await next) > nonce;
  }

  #error(
    code: string,
    words: string,
    context: Record<string, string | bigint | undefined> = {},
  ): TrellisError {
    const { draft, nonce } = this.#parcel;
    const { action } = draft;
    return new TrellisError(code, `${action}: ${words}`, {
      action,
      nonce,
      hash: this.#hashes[0],
      ...context,
    });
  }
}

/** Returns an answer, or undefined if it fails with the error `none`. */
async function orNothing<Answer>(
  asked: Promise<Answer>,
  none: typeof TransactionNotFoundError | typeof TransactionReceiptNotFoundError,
): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof none) return undefined;
    throw error;
  }
}
