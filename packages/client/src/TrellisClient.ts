import type { PublicKey } from "@trellis/field";
import { publicKeyOf, replacementFee, signTransaction } from "@trellis/ledger";
import {
  type Asset,
  decodeFee,
  encodeFee,
  encodeMinimumOut,
  type Transaction,
  TrellisError,
  WIRE,
} from "@trellis/protocol";
import type { NewsTopic, ParamsOf, ResultOf, TrellisRpc } from "@trellis/rpc-api";
import { RpcClient } from "./RpcClient.ts";
import { Subscription } from "./Subscription.ts";
import { quoteSwap, type SwapQuote } from "./SwapQuote.ts";
import {
  type Sent,
  type TransactionView,
  type WaitedNode,
  type Waiting,
  waitForTransaction,
} from "./waitForTransaction.ts";

/** Default fee of a transaction: a thousandth of a token. */
export const DEFAULT_FEE = 10n ** 15n;

type Answer<Name extends keyof TrellisRpc> = ResultOf<TrellisRpc[Name]>;

/** A node's view of the rollup. */
export type NodeStatus = Answer<"trellis_status">;
/** An account at the head. `nextNonce` also counts transactions waiting at this node; balances in smallest units of asset 0 and 1. */
export type AccountView = NonNullable<Answer<"trellis_getAccount">>;
/** The pool at the head. */
export type PoolView = Answer<"trellis_getPool">;

/** A transaction that waits at the node. */
export type PendingView = Answer<"trellis_getPendingTransactions">[number];
/** What keeps a waiting transaction out of the next block, whatever its fee. */
export type Obstacle = NonNullable<PendingView["obstacle"]>;

/** An account belongs to an L2 key and an L1 owner. The owner may force its transactions and receives its withdrawals. */
export interface AccountId {
  readonly key: PublicKey;
  /** L1 address, `0x…`. */
  readonly owner: `0x${string}`;
}

/** The fields that all of a user's transactions share. */
export interface Sending {
  /** The L2 secret key that signs. */
  readonly secret: bigint;
  /** Index of the sending account. */
  readonly from: number;
  /** Units of asset 0; {@link DEFAULT_FEE} if left out. Rounded up to an encodable fee. */
  readonly fee?: bigint;
  /** The account's next nonce if left out. */
  readonly nonce?: number;
}

/** A transfer of `amount` units of `asset` to account `to`. */
export interface Transfer extends Sending {
  readonly to: number;
  readonly asset: Asset;
  readonly amount: bigint;
}

/** A sale of `amount` units of `asset` to the pool for at least `minimumOut` of the other. */
export interface Swap extends Sending {
  readonly asset: Asset;
  readonly amount: bigint;
  readonly minimumOut: bigint;
}

/** A withdrawal to the account's L1 owner, who claims it on L1 once it is final. */
export interface Withdrawal extends Sending {
  readonly asset: Asset;
  readonly amount: bigint;
}

/**
 * A user's connection to one node. It stores only the node's address and the rollup's id. It trusts the node for everything but
 * signatures, so use your own node if you can.
 *
 * Every method throws TRL-CLN-001 if the node does not reply, TRL-CLN-002 if it refuses, TRL-CLN-004 if its reply is malformed.
 */
export class TrellisClient {
  readonly #url: string;
  readonly #rpc: RpcClient;
  readonly #signal: AbortSignal | undefined;
  #rollupId: bigint | undefined;

  /** @param signal - ends every request and wait. */
  constructor(url: string, { signal }: { readonly signal?: AbortSignal } = {}) {
    this.#url = url;
    this.#rpc = new RpcClient(url);
    this.#signal = signal;
  }

  /** The node's view of the rollup. */
  status(): Promise<NodeStatus> {
    return this.#ask("trellis_status", []);
  }

  /** The chain and rollup to which signatures are tied. Requested once. */
  async rollupId(): Promise<bigint> {
    if (this.#rollupId === undefined) {
      const { chainId, rollup } = await this.status();
      this.#rollupId = (BigInt(chainId) << 160n) | BigInt(rollup);
    }
    return this.#rollupId;
  }

  /** An account at the head, by its index or by key and owner; undefined if there is none. */
  async account(which: number | AccountId): Promise<AccountView | undefined> {
    const param = typeof which === "number" ? which : { ...which.key, owner: which.owner };
    return (await this.#ask("trellis_getAccount", [param])) ?? undefined;
  }

  /** The pool's reserves at the head. */
  pool(): Promise<PoolView> {
    return this.#ask("trellis_getPool", []);
  }

  /** {@link quoteSwap} on the pool at the head. */
  async quote(swap: {
    readonly asset: Asset;
    readonly amount: bigint;
    readonly slippageBps: number;
  }): Promise<SwapQuote> {
    return quoteSwap((await this.pool()).reserves, swap);
  }

  /** Signs and sends a transfer. @throws as {@link send}; TRL-CLN-003 if the account does not belong to the key. */
  transfer({ to, ...transfer }: Transfer): Promise<Sent> {
    return this.#sign("transfer", transfer, to);
  }

  /** Signs and sends a swap. @throws as {@link transfer}; TRL-PRO-023 for a minimum of more than 96 bits. */
  swap({ minimumOut, ...swap }: Swap): Promise<Sent> {
    return this.#sign("swap", swap, encodeMinimumOut(minimumOut));
  }

  /** Signs and sends a withdrawal. @throws as {@link transfer}. */
  withdraw(withdrawal: Withdrawal): Promise<Sent> {
    return this.#sign("withdraw", withdrawal, 0);
  }

  /** Sends a signed transaction. @throws TRL-CLN-002 with the node's reason (its code is the context's `refusal`). */
  async send(transaction: Transaction): Promise<Sent> {
    const encoded = WIRE.transaction.encode(transaction);
    return { hash: await this.#ask("trellis_sendTransaction", [encoded]), transaction };
  }

  /**
   * Sends signed transactions in one request; a node takes at most 100.
   * @returns what became of each, in the same order: {@link Sent}, or the error that {@link send} would throw for it.
   * @throws TRL-CLN-001 if the node does not reply. It may have admitted some of them.
   */
  async sendAll(transactions: readonly Transaction[]): Promise<(Sent | TrellisError)[]> {
    const calls = transactions.map((transaction) => [WIRE.transaction.encode(transaction)] as [Uint8Array]);
    const answers = await this.#rpc.callAll("trellis_sendTransaction", calls, { signal: this.#signal });
    return answers.map((hash, i) =>
      typeof hash === "string" ? { hash, transaction: transactions[i]! } : hash,
    );
  }

  /**
   * Signs and sends a transaction that does nothing, in place of one that waits: a transfer of nothing to the sender, with the same nonce.
   * It pays the least fee that nodes take for a replacement, unless `fee` is higher. Whichever of the two a block takes first is
   * executed; the other never is.
   * @throws TRL-CLN-013 if no transaction waits under the nonce at this node; as {@link send}.
   */
  async cancel({ secret, from, nonce, fee = 0n }: Sending & { readonly nonce: number }): Promise<Sent> {
    const waiting = (await this.pending(from)).find(({ transaction }) => transaction.nonce === nonce);
    if (waiting === undefined) {
      throw new TrellisError(
        "TRL-CLN-013",
        `no transaction of account ${from} with nonce ${nonce} waits at this node`,
        { from, nonce },
      );
    }
    const least = replacementFee(waiting.transaction.fee);
    const paid = fee > least ? fee : least;
    return this.#sendNothing({ secret, from, nonce, fee: paid });
  }

  /** An account's transactions that wait at this node, by nonce, with what keeps each out of the next block. */
  pending(account: number): Promise<readonly PendingView[]> {
    return this.#ask("trellis_getPendingTransactions", [account]);
  }

  /** The status of a transaction, as far as this node knows. */
  transaction(hash: `0x${string}`): Promise<TransactionView> {
    return this.#ask("trellis_getTransaction", [hash]);
  }

  /**
   * Waits until a transaction is in a block that is proven on L1, or until it is final. With `expiresAfter`, a cancellation takes its place if it
   * is in no proven block by then. The cancellation can lose the race: then the transaction is executed, and this resolves as ever.
   * @throws TRL-CLN-005 if this does not happen in time; it may still happen later. TRL-CLN-009 if the node has dropped it. TRL-CLN-015 if it
   * has expired, and its cancellation is there in its place.
   */
  wait(hash: `0x${string}`, until: "included" | "final", waiting: Waiting = {}): Promise<TransactionView> {
    const node: WaitedNode = {
      status: (hash) => this.transaction(hash),
      replace: ({ secret, transaction: { from, nonce, fee } }) =>
        this.#sendNothing({ secret, from, nonce, fee: replacementFee(decodeFee(fee)) }),
      pause: (milliseconds) => this.#pause(milliseconds),
    };
    return waitForTransaction(node, hash, until, waiting);
  }

  /**
   * News of a topic as the node tells them, over WebSocket. Resolves when the node has confirmed it: what happens from then on is told.
   * @throws TRL-CLN-014 if the node cannot be reached. The loop over it throws the same if the connection is lost.
   */
  subscribe<Topic extends NewsTopic>(topic: Topic): Promise<Subscription<Topic>> {
    return Subscription.open(this.#url, topic, { signal: this.#signal });
  }

  /** A transfer of nothing to the sender. */
  #sendNothing(sending: Sending): Promise<Sent> {
    return this.transfer({ ...sending, to: sending.from, asset: 0, amount: 0n });
  }

  async #sign(
    kind: "transfer" | "swap" | "withdraw",
    { secret, from, asset, amount, fee = DEFAULT_FEE, nonce }: Sending & { asset: Asset; amount: bigint },
    to: number,
  ): Promise<Sent> {
    const account = await this.account(from);
    const key = publicKeyOf(secret);
    if (account === undefined || account.key.x !== key.x || account.key.y !== key.y) {
      throw new TrellisError("TRL-CLN-003", `account ${from} is not this key's, or is not on L2 yet`, {
        from,
      });
    }
    const unsigned = {
      kind,
      asset,
      from,
      to,
      amount,
      fee: encodeFee(fee),
      nonce: nonce ?? account.nextNonce,
    };
    return this.send(signTransaction(await this.rollupId(), unsigned, secret));
  }

  #ask<Name extends keyof TrellisRpc>(name: Name, params: ParamsOf<TrellisRpc[Name]>): Promise<Answer<Name>> {
    return this.#rpc.call(name, params, this.#signal === undefined ? {} : { signal: this.#signal });
  }

  async #pause(milliseconds: number): Promise<void> {
    this.#signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(this.#signal?.reason);
      };
      const timer = setTimeout(() => {
        this.#signal?.removeEventListener("abort", onAbort);
        resolve();
      }, milliseconds);
      this.#signal?.addEventListener("abort", onAbort, { once: true });
    });
  }
}
