import { TrellisError } from "@trellis/protocol";
import type { Hex, PublicClient, TransactionReceipt } from "viem";
import { l1Error } from "../contracts/decodeRevert.ts";
import type { AccountSigner } from "../signing/AccountSigner.ts";
import { Broadcaster, type Draft } from "./Broadcaster.ts";
import { clearEarlier } from "./clearEarlier.ts";
import { Delivery, type DeliveryInit, type Replaced } from "./Delivery.ts";
import type { EncodedCall } from "./EncodedCall.ts";
import { etherShortage, isShortOfEther } from "./etherShortage.ts";
import { gasLimit } from "./gasLimit.ts";

/** A mined transaction. */
export interface Mined {
  readonly hash: Hex;
  readonly gasUsed: bigint;
  readonly blockNumber: bigint;
  readonly receipt: TransactionReceipt;
}

/** Most calls that wait for their turn. More than this means that L1 does not keep up. */
const MAX_QUEUED = 256;
/** Two to three blocks of Ethereum, and ten. */
const RAISE_AFTER_MS = 30_000;
const CANCEL_AFTER_MS = 120_000;
const GWEI = 10n ** 9n;

/** How a sender behaves. Each has a default. */
export interface L1SenderInit extends Partial<DeliveryInit> {
  /** Asked before each transaction: rejects if this is no time to spend money. */
  readonly guard?: () => Promise<void>;
}

/** What an act may cost. */
export interface SendOptions {
  /** Wei of Ether that the act brings: it is not sent, or not made dearer, above that. Undefined if it is not known. */
  readonly worth?: bigint | undefined;
}

/**
 * Sends L1 transactions of one account and waits until each is mined. It sends one after the other, so that no two use the same nonce.
 * It tries each call by `eth_call` first, so that a call that would revert costs no gas. A transaction that waits too long is replaced
 * by one that offers more, and cancelled in the end.
 */
export class L1Sender {
  /** The account's address, in lower case. */
  readonly address: Hex;
  readonly #public: PublicClient;
  readonly #broadcaster: Broadcaster;
  readonly #init: DeliveryInit;
  readonly #guard: () => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();
  #queued = 0;
  #pending = 0;

  /**
   * @param client - the way to L1.
   * @param signer - of the account.
   */
  constructor(client: PublicClient, signer: AccountSigner, init: L1SenderInit = {}) {
    this.address = signer.address;
    this.#public = client;
    this.#broadcaster = new Broadcaster(client, signer);
    this.#init = {
      clock: Date.now,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      raiseAfterMs: RAISE_AFTER_MS,
      cancelAfterMs: CANCEL_AFTER_MS,
      maxFeePerGas: 1_000n * GWEI,
      onReplaced: () => {},
      ...init,
    };
    this.#guard = init.guard ?? (async () => {});
  }

  /** Transactions that have been sent and are not mined. */
  get pending(): number {
    return this.#pending;
  }

  /** Returns the id of the chain that it sends to. */
  chainId(): Promise<number> {
    return this.#public.getChainId();
  }

  /** Returns the account's next nonce, counting transactions that wait to be mined. */
  async nonce(): Promise<number> {
    return this.#public.getTransactionCount({ address: this.address, blockTag: "pending" });
  }

  /**
   * Tries a call, sends it and waits until it is mined.
   * @throws TRL-L1-010 if the contract refuses it, TRL-L1-011 if L1 does not take it, TRL-L1-012 if it was mined but failed,
   * TRL-L1-013 if too many calls wait, TRL-L1-015 if it is lost, TRL-L1-016 if the account has too little Ether, TRL-L1-017 if it would
   * cost more than it is worth, TRL-L1-018 if it was cancelled, TRL-L1-019 if not even that is mined, TRL-L1-050 … 054 if the account's
   * signer does not sign; as {@link L1Connection.request}.
   */
  send(call: EncodedCall, { worth }: SendOptions = {}): Promise<Mined> {
    return this.#enqueue(call.action, () => this.#sendNow(call, worth));
  }

  /**
   * Sends many independent calls at once, for setting up. It tries none first, and waits until all are mined.
   * @param gas - limit of each call.
   * @throws as {@link send}. Calls before and after the failing one may have succeeded.
   */
  sendAll(calls: readonly EncodedCall[], gas: bigint): Promise<Mined[]> {
    return this.#enqueue("send calls", () => this.#sendAllNow(calls, gas));
  }

  /** Deploys a contract. Errors as {@link send}. */
  deploy(action: string, data: Hex): Promise<Mined> {
    return this.#enqueue(action, () =>
      this.#transact(action, async () => ({ action, data, gas: await this.#estimate({ data }) })),
    );
  }

  /** Sends native currency of L1, for gas. Errors as {@link send}. */
  transfer(to: Hex, value: bigint): Promise<Mined> {
    const action = "transfer";
    return this.#enqueue(action, () =>
      this.#transact(action, async () => ({ action, to, value, gas: await this.#estimate({ to, value }) })),
    );
  }

  #enqueue<Result>(action: string, job: () => Promise<Result>): Promise<Result> {
    if (this.#queued >= MAX_QUEUED) {
      return Promise.reject(
        new TrellisError("TRL-L1-013", "too many L1 calls wait; check that L1 makes blocks", { action }),
      );
    }
    this.#queued++;
    const turn = this.#last.then(job).finally(() => {
      this.#queued--;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #sendNow({ action, address: to, data }: EncodedCall, worth: bigint | undefined): Promise<Mined> {
    const trial = { account: this.address, to, data };
    const draft = async (): Promise<Draft> => {
      await this.#public.call(trial);
      return { action, to, data, gas: await this.#estimate({ to, data }) };
    };
    const isDue = async (): Promise<boolean> => {
      try {
        await this.#public.call(trial);
        return true;
      } catch (error) {
        const failure = l1Error(action, error);
        if (failure.code === "TRL-L1-010") return false;
        throw failure;
      }
    };
    return this.#transact(action, draft, { worth, isDue });
  }

  /** Limit of a transaction's gas. */
  async #estimate(transaction: {
    readonly to?: Hex;
    readonly data?: Hex;
    readonly value?: bigint;
  }): Promise<bigint> {
    return gasLimit(await this.#public.estimateGas({ account: this.address, ...transaction }));
  }

  async #sendAllNow(calls: readonly EncodedCall[], gas: bigint): Promise<Mined[]> {
    let action = "send calls";
    try {
      await this.#guard();
      const first = await this.nonce();
      const deliveries: Promise<Mined>[] = [];
      for (const [i, call] of calls.entries()) {
        action = call.action;
        const draft = { action, to: call.address, data: call.data, gas };
        const sent = Promise.withResolvers<void>();
        const delivery = this.#deliver(draft, first + i, { onSent: sent.resolve });
        deliveries.push(delivery);
        // One after the other: a pool may refuse a nonce that is far ahead.
        await Promise.race([sent.promise, delivery]);
      }
      return await Promise.all(deliveries);
    } catch (cause) {
      throw l1Error(action, cause);
    }
  }

  /** Sends one transaction, after all earlier ones of the account, and waits until it is mined. */
  async #transact(action: string, draft: () => Promise<Draft>, how: Deliver = {}): Promise<Mined> {
    try {
      await this.#guard();
      // After a reorganisation of L1 earlier ones may wait again. Only once they are mined does a trial show whether a call is still due.
      const nonce = await clearEarlier(this.#public, this.#broadcaster, this.address, this.#init);
      return await this.#deliver(await draft(), nonce, how);
    } catch (cause) {
      // Some L1 nodes do not even try a call of an account that could not pay for it.
      if (isShortOfEther(cause)) throw await etherShortage(this.#public, action, this.address, 0n);
      throw l1Error(action, cause);
    }
  }

  async #deliver(draft: Draft, nonce: number, { worth, isDue, onSent }: Deliver): Promise<Mined> {
    const parcel = { draft, nonce, worth, isDue: isDue ?? (async () => true) };
    const delivery = new Delivery(this.#public, this.#broadcaster, this.address, parcel, this.#init);
    this.#pending++;
    try {
      const { action } = draft;
      const receipt = await delivery.run(onSent);
      const { transactionHash: hash, gasUsed, blockNumber, status } = receipt;
      if (status === "success") return { hash, gasUsed, blockNumber, receipt };
      throw new TrellisError(
        "TRL-L1-012",
        `${action}: mined but reverted: the state changed after the call was tried`,
        {
          action,
          hash,
        },
      );
    } finally {
      this.#pending--;
    }
  }
}

interface Deliver extends SendOptions {
  readonly isDue?: () => Promise<boolean>;
  readonly onSent?: () => void;
}

export type { Replaced };
