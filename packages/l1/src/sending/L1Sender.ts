import { TrellisError, toHex } from "@trellis/protocol";
import {
  type Chain,
  createWalletClient,
  custom,
  defineChain,
  type Hex,
  type PublicClient,
  TransactionNotFoundError,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  type WalletClient,
} from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { l1Error } from "../contracts/decodeRevert.ts";
import { lowerCaseAddresses } from "../contracts/lowerCaseAddresses.ts";
import type { EncodedCall } from "./EncodedCall.ts";

/** A mined transaction. */
export interface Mined {
  readonly hash: Hex;
  readonly gasUsed: bigint;
  readonly blockNumber: bigint;
  readonly receipt: TransactionReceipt;
}

const RECEIPT_TIMEOUT_MS = 120_000;
const POLL_MS = 200;
/** A transaction is lost when the L1 node has not known it for this long, or an earlier nonce has been missing for this long. */
const LOST_MS = 5_000;
/** Most calls that wait for their turn. More than this means that L1 does not keep up. */
const MAX_QUEUED = 256;

/** The base fee rises by at most an eighth a block. At twice the current fee, a transaction can still be included after five blocks. */
const BASE_FEE_MULTIPLIER = 2;

/**
 * Sends L1 transactions of one account and waits until each is mined. It sends one after the other, so that no two use the same nonce.
 * It tries each call by `eth_call` first, so that a call that would revert costs no gas.
 */
export class L1Sender {
  /** The account's address, in lower case. */
  readonly address: Hex;
  readonly #account: PrivateKeyAccount;
  readonly #public: PublicClient;
  #wallet: Promise<{ readonly wallet: WalletClient; readonly chain: Chain }> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #queued = 0;

  /**
   * @param client - the way to L1.
   * @param secretKey - 32 bytes. It is not exposed.
   */
  constructor(client: PublicClient, secretKey: Uint8Array) {
    this.#account = privateKeyToAccount(toHex(secretKey));
    this.address = lowerCaseAddresses(this.#account.address);
    this.#public = client;
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
   * TRL-L1-013 if too many calls wait, TRL-L1-015 if it is lost.
   */
  send(call: EncodedCall): Promise<Mined> {
    return this.#enqueue(call.action, () => this.#sendNow(call));
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
    const account = this.#account;
    return this.#enqueue(action, () =>
      this.#transact(action, (wallet, chain) => wallet.sendTransaction({ account, chain, data })),
    );
  }

  /** Sends native currency of L1, for gas. Errors as {@link send}. */
  transfer(to: Hex, value: bigint): Promise<Mined> {
    const account = this.#account;
    return this.#enqueue("transfer", () =>
      this.#transact("transfer", (wallet, chain) => wallet.sendTransaction({ account, chain, to, value })),
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

  async #sendNow(call: EncodedCall): Promise<Mined> {
    const { action, address: to, data } = call;
    const account = this.#account;
    return this.#transact(action, async (wallet, chain) => {
      await this.#haveMined();
      await this.#public.call({ account, to, data });
      const gas = await this.#public.estimateGas({ account, to, data });
      // Other transactions of the same L1 block may change what a slot costs: one fifth more than estimated.
      return wallet.sendTransaction({ account, chain, to, data, gas: (gas * 6n) / 5n });
    });
  }

  async #sendAllNow(calls: readonly EncodedCall[], gas: bigint): Promise<Mined[]> {
    const account = this.#account;
    const sent: { readonly action: string; readonly hash: Hex }[] = [];
    let action = "send calls";
    try {
      const { wallet, chain } = await this.#walletClient();
      const first = await this.nonce();
      for (const [i, call] of calls.entries()) {
        action = call.action;
        const fields = { to: call.address, data: call.data, gas, nonce: first + i };
        sent.push({ action, hash: await wallet.sendTransaction({ account, chain, ...fields }) });
      }
    } catch (cause) {
      throw l1Error(action, cause);
    }
    return Promise.all(sent.map(({ action, hash }) => this.#await(action, hash)));
  }

  /** Sends one transaction and waits until it is mined. */
  async #transact(
    action: string,
    send: (wallet: WalletClient, chain: Chain) => Promise<Hex>,
  ): Promise<Mined> {
    let hash: Hex;
    try {
      const { wallet, chain } = await this.#walletClient();
      hash = await send(wallet, chain);
    } catch (cause) {
      throw l1Error(action, cause);
    }
    return this.#await(action, hash);
  }

  async #await(action: string, hash: Hex): Promise<Mined> {
    let receipt: TransactionReceipt;
    try {
      receipt = await this.#receipt(action, hash);
    } catch (cause) {
      throw l1Error(action, cause);
    }
    if (receipt.status !== "success") {
      throw new TrellisError(
        "TRL-L1-012",
        `${action}: mined but reverted: the state changed after the call was tried`,
        {
          action,
          hash,
        },
      );
    }
    return { hash, gasUsed: receipt.gasUsed, blockNumber: receipt.blockNumber, receipt };
  }

  /**
   * Waits until the account's earlier transactions are mined, for a limited time. After a reorganisation of L1 they may wait again;
   * only once they are mined does a trial show whether a call is still due.
   */
  async #haveMined(): Promise<void> {
    const { address } = this;
    const deadline = Date.now() + RECEIPT_TIMEOUT_MS;
    for (;;) {
      const [sent, mined] = await Promise.all([this.nonce(), this.#public.getTransactionCount({ address })]);
      if (sent <= mined || Date.now() >= deadline) return;
      await pause();
    }
  }

  /** Waits until a transaction is mined. Gives up on a vanished one, because nothing else can be sent meanwhile. */
  async #receipt(action: string, hash: Hex): Promise<TransactionReceipt> {
    const sentAt = Date.now();
    let lastKnown = sentAt;
    for (;;) {
      const receipt = await orNothing(
        this.#public.getTransactionReceipt({ hash }),
        TransactionReceiptNotFoundError,
      );
      if (receipt !== undefined) return receipt;
      const known = await orNothing(this.#public.getTransaction({ hash }), TransactionNotFoundError);
      // After a missing nonce it would wait for ever.
      if (known !== undefined && (await this.nonce()) > known.nonce) {
        lastKnown = Date.now();
      } else if (Date.now() > lastKnown + LOST_MS) {
        throw new TrellisError("TRL-L1-015", `${action}: L1 has lost the transaction, or one before it`, {
          action,
          hash,
        });
      }
      if (Date.now() > sentAt + RECEIPT_TIMEOUT_MS) {
        throw new Error(`not mined within ${RECEIPT_TIMEOUT_MS / 1_000} s`);
      }
      await pause();
    }
  }

  #walletClient(): Promise<{ readonly wallet: WalletClient; readonly chain: Chain }> {
    this.#wallet ??= this.#makeWalletClient().catch((error) => {
      this.#wallet = undefined;
      throw error;
    });
    return this.#wallet;
  }

  async #makeWalletClient(): Promise<{ readonly wallet: WalletClient; readonly chain: Chain }> {
    const id = await this.#public.getChainId();
    const chain = defineChain({
      id,
      name: `L1 ${id}`,
      nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
      rpcUrls: { default: { http: [] } },
      fees: { baseFeeMultiplier: BASE_FEE_MULTIPLIER },
    });
    const transport = custom({ request: this.#public.request }, { retryCount: 0 });
    return { wallet: createWalletClient({ account: this.#account, chain, transport }), chain };
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS));

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
