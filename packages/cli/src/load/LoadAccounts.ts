import type { TrellisClient } from "@trellis/client";
import { publicKeyOf } from "@trellis/ledger";

/** How long an account rests after the node has refused one of its transactions. Milliseconds. */
const REST_MS = 1_000;

/** An account of the load that exists on L2. */
export interface LoadAccount {
  readonly secret: bigint;
  readonly index: number;
  /** Nonce of its next transaction; undefined if the node has to be asked. */
  nonce: number | undefined;
  /** Whether transactions of it are on their way. */
  isBusy: boolean;
  /** Until when it sends nothing. Milliseconds. */
  restsUntil: number;
}

/** The accounts of a load generator: which exist on L2, and with which nonce each sends next. */
export class LoadAccounts {
  readonly #client: TrellisClient;
  readonly #secrets: readonly bigint[];
  readonly #owner: `0x${string}`;
  readonly #known: LoadAccount[] = [];

  /** @param owner - of all accounts, on L1. */
  constructor(client: TrellisClient, secrets: readonly bigint[], owner: `0x${string}`) {
    this.#client = client;
    this.#secrets = secrets;
    this.#owner = owner;
  }

  /** Accounts that exist on L2, in the order of their keys. */
  get known(): readonly LoadAccount[] {
    return this.#known;
  }

  /** Asks for accounts that do not exist on L2 yet, up to the first that still does not. Errors of the client. */
  async discover(): Promise<void> {
    while (this.#known.length < this.#secrets.length) {
      const secret = this.#secrets[this.#known.length]!;
      const found = await this.#client.account({ key: publicKeyOf(secret), owner: this.#owner });
      if (found === undefined) return;
      const { index, nextNonce: nonce } = found;
      this.#known.push({ secret, index, nonce, isBusy: false, restsUntil: 0 });
    }
  }

  /** Asks for the nonces of accounts that have rested. Errors of the client. */
  async refresh(now: number): Promise<void> {
    for (const account of this.#known) {
      if (account.nonce !== undefined || account.isBusy || account.restsUntil > now) continue;
      account.nonce = (await this.#client.account(account.index))?.nextNonce;
    }
  }

  /** Whether an account can send now. */
  isFree({ nonce, isBusy }: LoadAccount): boolean {
    return nonce !== undefined && !isBusy;
  }

  /** The node has refused a transaction of the account, or its answer was lost: the nonce has to be asked for. */
  rest(account: LoadAccount, now: number): void {
    account.nonce = undefined;
    account.restsUntil = now + REST_MS;
  }
}
