import { TrellisError, toHex } from "@trellis/protocol";
import {
  type Abi,
  type Account,
  type Chain,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  type PublicClient,
  type TransactionReceipt,
  type WalletClient,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { l1Error } from "./decodeRevert.ts";

/** One call into a contract. `action` names it to people. */
export interface L1Call {
  readonly action: string;
  readonly address: Hex;
  readonly abi: Abi | readonly unknown[];
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/** A mined transaction. */
export interface Mined {
  readonly hash: Hex;
  readonly gasUsed: bigint;
  readonly blockNumber: bigint;
  readonly receipt: TransactionReceipt;
}

const RECEIPT_TIMEOUT_MS = 120_000;
/** Calls that wait for their turn; more mean that L1 does not keep up. */
const MAX_QUEUED = 256;

/**
 * Sends L1 transactions of one account, one after the other: each is tried by `eth_call` first, so that nobody pays gas for a call
 * that would revert, and each is waited for until it is mined.
 */
export class L1Sender {
  readonly account: Account;
  readonly #public: PublicClient;
  readonly #rpcUrl: string;
  #wallet: WalletClient | undefined;
  #chain: Chain | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #queued = 0;

  /** @param secretKey - 32 bytes; stays inside. */
  constructor(rpcUrl: string, client: PublicClient, secretKey: Uint8Array) {
    this.account = privateKeyToAccount(toHex(secretKey));
    this.#public = client;
    this.#rpcUrl = rpcUrl;
  }

  /** The account's address. */
  get address(): Hex {
    return this.account.address;
  }

  /**
   * Tries, sends and awaits a call.
   * @throws TRL-L1-010 if the contract refuses it, TRL-L1-011 if L1 does not take it, TRL-L1-012 if it was mined but failed,
   * TRL-L1-013 if too many calls wait.
   */
  send(call: L1Call): Promise<Mined> {
    if (this.#queued >= MAX_QUEUED) {
      return Promise.reject(
        new TrellisError("TRL-L1-013", "too many L1 calls wait; is L1 mining?", { action: call.action }),
      );
    }
    this.#queued++;
    const turn = this.#last.then(() => this.#sendNow(call));
    this.#last = turn.catch(() => undefined);
    return turn.finally(() => {
      this.#queued--;
    });
  }

  /**
   * Sends many independent calls at once, for setting up: none is tried first, all are awaited.
   * @param gas - limit of each call.
   * @throws as {@link send}; calls before the failing one may have gone through.
   */
  async sendAll(calls: readonly L1Call[], gas: bigint): Promise<Mined[]> {
    const wallet = await this.#walletClient();
    const first = await this.nonce();
    const sent: { action: string; hash: Hex }[] = [];
    for (const [i, { action, address, abi, functionName, args }] of calls.entries()) {
      try {
        const hash = await wallet.writeContract({
          account: this.account,
          chain: this.#chain,
          address,
          abi,
          functionName,
          args,
          gas,
          nonce: first + i,
        } as never);
        sent.push({ action, hash });
      } catch (cause) {
        throw l1Error(action, cause);
      }
    }
    return Promise.all(sent.map(({ action, hash }) => this.#await(action, hash)));
  }

  async #sendNow(call: L1Call): Promise<Mined> {
    let hash: Hex;
    try {
      const { request } = await this.#public.simulateContract({
        account: this.account,
        address: call.address,
        abi: call.abi as Abi,
        functionName: call.functionName,
        args: call.args as unknown[],
      });
      const wallet = await this.#walletClient();
      const gas = await this.#public.estimateContractGas({ ...request, account: this.account } as never);
      // Other transactions of the same L1 block may change what a slot costs: one fifth more than estimated.
      hash = await wallet.writeContract({ ...request, chain: this.#chain, gas: (gas * 6n) / 5n } as never);
    } catch (cause) {
      throw l1Error(call.action, cause);
    }
    return this.#await(call.action, hash);
  }

  /** The account's next nonce. */
  async nonce(): Promise<number> {
    return this.#public.getTransactionCount({ address: this.address, blockTag: "pending" });
  }

  /** Deploys a contract. Errors as {@link send}. */
  async deploy(action: string, data: Hex): Promise<Mined> {
    const wallet = await this.#walletClient();
    try {
      const hash = await wallet.sendTransaction({ account: this.account, chain: this.#chain, data } as never);
      return await this.#await(action, hash);
    } catch (cause) {
      throw cause instanceof TrellisError ? cause : l1Error(action, cause);
    }
  }

  /** Sends native currency of L1, for gas. */
  async transfer(to: Hex, value: bigint): Promise<Mined> {
    const wallet = await this.#walletClient();
    try {
      const hash = await wallet.sendTransaction({
        account: this.account,
        chain: this.#chain,
        to,
        value,
      } as never);
      return await this.#await("transfer", hash);
    } catch (cause) {
      throw cause instanceof TrellisError ? cause : l1Error("transfer", cause);
    }
  }

  async #await(action: string, hash: Hex): Promise<Mined> {
    let receipt: TransactionReceipt;
    try {
      receipt = await this.#public.waitForTransactionReceipt({
        hash,
        timeout: RECEIPT_TIMEOUT_MS,
        pollingInterval: 200,
      });
    } catch (cause) {
      throw l1Error(action, cause);
    }
    if (receipt.status !== "success") {
      throw new TrellisError(
        "TRL-L1-012",
        `${action}: mined but reverted; the state changed between trial and block`,
        {
          action,
          hash,
        },
      );
    }
    return { hash, gasUsed: receipt.gasUsed, blockNumber: receipt.blockNumber, receipt };
  }

  async #walletClient(): Promise<WalletClient> {
    if (this.#wallet === undefined) {
      const id = await this.#public.getChainId();
      this.#chain = defineChain({
        id,
        name: `L1 ${id}`,
        nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
        rpcUrls: { default: { http: [this.#rpcUrl] } },
      });
      this.#wallet = createWalletClient({
        account: this.account,
        chain: this.#chain,
        transport: http(this.#rpcUrl, { timeout: 10_000 }),
      });
    }
    return this.#wallet;
  }
}
