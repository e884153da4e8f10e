import { type Sent, TrellisClient } from "@trellis/client";
import { publicKeyOf } from "@trellis/ledger";
import { sha256, toBigInt, toBytes } from "@trellis/protocol";

const WEI_PER_MILLI = 10n ** 15n;
const WAIT_MS = 500;
/** Most delayed transactions sent at once to catch up, as after the accounts were opened. */
const MAX_BEHIND = 32;

interface LoadAccount {
  readonly secret: bigint;
  index: number | undefined;
}

/** The kinds and rates of a load generator's transactions. */
export interface LoadMix {
  /** Transactions a second. */
  readonly rate: number;
  /**
   * Of a hundred transactions, how many are swaps and how many withdrawals. The rest are transfers. None by
   * default.
   */
  readonly swapPercent?: number;
  readonly withdrawPercent?: number;
  /** A swap sells 1 … this many tokens. */
  readonly swapTokens?: number;
  readonly seed: string;
}

/** Sends real signed transactions of its accounts to a node, at a steady rate, for as long as it runs. */
export class LoadGenerator {
  readonly #client: TrellisClient;
  readonly #accounts: LoadAccount[];
  readonly #owner: `0x${string}`;
  readonly #seed: Uint8Array;
  readonly #intervalMs: number;
  readonly #mix: LoadMix;
  readonly #onSent: (hash: string) => void;
  readonly #onRefused: (error: unknown) => void;
  readonly #stop = new AbortController();
  #count = 0;
  #running: Promise<void> | undefined;

  /** @param init - `owner`: of all accounts, on L1. */
  constructor(
    url: string,
    init: LoadMix & { readonly secrets: readonly bigint[]; readonly owner: `0x${string}` },
    handlers: { onSent(hash: string): void; onRefused(error: unknown): void },
  ) {
    this.#client = new TrellisClient(url, { signal: this.#stop.signal });
    this.#accounts = init.secrets.map((secret) => ({ secret, index: undefined }));
    this.#owner = init.owner;
    this.#seed = new TextEncoder().encode(init.seed);
    this.#intervalMs = init.rate === 0 ? Number.POSITIVE_INFINITY : 1_000 / init.rate;
    this.#mix = init;
    this.#onSent = handlers.onSent;
    this.#onRefused = handlers.onRefused;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let due = Number.isFinite(this.#intervalMs) ? performance.now() : Number.POSITIVE_INFINITY;
    while (!this.#stop.signal.aborted) {
      const now = performance.now();
      if (now < due) await this.#pause(due - now);
      else if (await this.#sendOne()) {
        // Catches up on transactions that could not be sent in time, within bounds.
        due = Math.max(due, now - MAX_BEHIND * this.#intervalMs) + this.#intervalMs;
      } else await this.#pause(WAIT_MS);
    }
  }

  async #sendOne(): Promise<boolean> {
    try {
      const [sender, recipient] = await this.#pick();
      if (sender?.index === undefined || recipient?.index === undefined) return false;
      const { hash } = await this.#send(sender.secret, sender.index, recipient.index);
      this.#onSent(hash);
      return true;
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#onRefused(error);
      return false;
    }
  }

  #send(secret: bigint, from: number, to: number): Promise<Sent> {
    const { swapPercent = 0, withdrawPercent = 0, swapTokens = 1 } = this.#mix;
    const amount = BigInt(1 + this.#random(100)) * WEI_PER_MILLI;
    const fee = BigInt(1 + this.#random(5)) * (WEI_PER_MILLI / 10n);
    const common = { secret, from, fee };
    const chance = this.#random(100);
    if (chance >= swapPercent + withdrawPercent)
      return this.#client.transfer({ ...common, to, asset: 0, amount });
    const asset = this.#random(2) === 0 ? 0 : 1;
    if (chance >= swapPercent) return this.#client.withdraw({ ...common, asset, amount });
    const sold = BigInt(1 + this.#random(swapTokens)) * 1_000n * WEI_PER_MILLI;
    return this.#client.swap({ ...common, asset, amount: sold, minimumOut: 1n });
  }

  /** Two different accounts that exist on L2. Asks again for those that do not exist yet. */
  async #pick(): Promise<LoadAccount[]> {
    for (const account of this.#accounts) {
      if (account.index !== undefined) continue;
      const found = await this.#client.account({ key: publicKeyOf(account.secret), owner: this.#owner });
      account.index = found?.index;
    }
    const known = this.#accounts.filter(({ index }) => index !== undefined);
    if (known.length < 2) return [];
    const first = this.#random(known.length);
    const second = (first + 1 + this.#random(known.length - 1)) % known.length;
    return [known[first]!, known[second]!];
  }

  #random(below: number): number {
    return Number(toBigInt(sha256(this.#seed, toBytes(this.#count++, 6)).subarray(0, 6)) % BigInt(below));
  }

  async #pause(milliseconds: number): Promise<void> {
    if (this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#stop.signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(milliseconds, 2 ** 31 - 1));
      this.#stop.signal.addEventListener("abort", done);
    });
  }
}
