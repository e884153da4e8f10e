import { setTimeout as delay } from "node:timers/promises";
import { TrellisClient } from "@trellis/client";
import type { UnsignedTransaction } from "@trellis/ledger";
import { type Transaction, TrellisError } from "@trellis/protocol";
import { WorkerService } from "@trellis/prover";
import { type LoadAccount, LoadAccounts } from "./LoadAccounts.ts";
import { type LoadMix, PlannedLoad, type PlannedTransaction } from "./LoadMix.ts";
import type { SigningRequest } from "./signingWorker.ts";

const WAIT_MS = 500;
/** Least time between two requests, milliseconds. At a high rate each request takes what is due since the one before. */
const PACE_MS = 20;
/** Most transactions in a request. */
const MAX_BATCH = 50;
/** Most requests on their way. While the node works on them, the thread signs the next ones. */
const MAX_IN_FLIGHT = 4;
/** Most delayed transactions sent at once to catch up, as after the accounts were opened. */
const MAX_BEHIND = 32;
/** Most planned transactions that wait for their sender. */
const MAX_DEFERRED = 256;

/** Transactions on their way, and their senders. */
interface Batch {
  readonly senders: ReadonlySet<LoadAccount>;
  readonly transactions: readonly {
    readonly unsigned: UnsignedTransaction;
    readonly sender: LoadAccount;
  }[];
}

/** Whom to tell. */
interface LoadHandlers {
  onSent(hash: string): void;
  onRefused(error: unknown): void;
}

/** Sends real signed transactions of its accounts to a node, at a steady rate, for as long as it runs. A thread signs ahead. */
export class LoadGenerator {
  readonly #client: TrellisClient;
  readonly #accounts: LoadAccounts;
  readonly #plan: PlannedLoad;
  readonly #signer: WorkerService<SigningRequest, Transaction[]>;
  readonly #intervalMs: number;
  readonly #handlers: LoadHandlers;
  readonly #stop = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  #deferred: PlannedTransaction[] = [];
  #running: Promise<void> | undefined;

  /** @param init - `owner`: of all accounts, on L1. */
  constructor(
    url: string,
    init: LoadMix & { readonly secrets: readonly bigint[]; readonly owner: `0x${string}` },
    handlers: LoadHandlers,
  ) {
    this.#client = new TrellisClient(url, { signal: this.#stop.signal });
    this.#accounts = new LoadAccounts(this.#client, init.secrets, init.owner);
    this.#plan = new PlannedLoad(init);
    this.#signer = new WorkerService({
      name: "signing",
      module: new URL("./signingWorker.ts", import.meta.url),
      maxWaiting: MAX_IN_FLIGHT,
    });
    this.#intervalMs = init.rate === 0 ? Number.POSITIVE_INFINITY : 1_000 / init.rate;
    this.#handlers = handlers;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await Promise.all(this.#inFlight);
    await this.#signer.stop();
  }

  async #run(): Promise<void> {
    if (!Number.isFinite(this.#intervalMs)) return;
    const { signal } = this.#stop;
    await this.#begin();
    let due = performance.now();
    while (!signal.aborted) {
      if (this.#inFlight.size >= MAX_IN_FLIGHT) await Promise.race([...this.#inFlight, this.#pause(WAIT_MS)]);
      const now = performance.now();
      if (now < due || this.#inFlight.size >= MAX_IN_FLIGHT) {
        await this.#pause(Math.max(due - now, 0));
        continue;
      }
      // Catches up on transactions that could not be sent in time, within bounds.
      due = Math.max(due, now - Math.max(MAX_BEHIND * this.#intervalMs, PACE_MS * 5));
      const count = Math.min(MAX_BATCH, 1 + Math.floor((now - due) / this.#intervalMs));
      const batch = await this.#next(count);
      if (batch === undefined) await this.#pause(this.#inFlight.size > 0 ? PACE_MS : WAIT_MS);
      else {
        due += batch.transactions.length * this.#intervalMs;
        this.#launch(batch);
        await this.#pause(Math.min(PACE_MS, this.#intervalMs));
      }
    }
  }

  /** Waits until there are two accounts on L2. What would have been due before is not sent later. */
  async #begin(): Promise<void> {
    // The thread starts meanwhile.
    const started = this.#signer.ask({ rollupId: 0n, transactions: [] }).catch(() => {});
    while (!this.#stop.signal.aborted && !(await this.#hasAccounts())) await this.#pause(WAIT_MS);
    await started;
  }

  /** Asks for accounts and nonces that are missing. @returns whether there are two accounts, which can send to each other. */
  async #hasAccounts(): Promise<boolean> {
    try {
      await this.#accounts.discover();
      await this.#accounts.refresh(performance.now());
      return this.#accounts.known.length >= 2;
    } catch (error) {
      this.#refused(error);
      return false;
    }
  }

  /** At most so many transactions of accounts that have none on their way; undefined if there are none now. */
  async #next(count: number): Promise<Batch | undefined> {
    if (!(await this.#hasAccounts())) return undefined;
    const accounts = this.#accounts;
    const { known } = accounts;
    const transactions: { unsigned: UnsignedTransaction; sender: LoadAccount }[] = [];
    const take = (planned: PlannedTransaction): boolean => {
      const sender = known[planned.from]!;
      if (transactions.length >= count || !accounts.isFree(sender)) return false;
      const to = planned.kind === "transfer" ? known[planned.to]!.index : planned.to;
      const unsigned = { ...planned, from: sender.index, to, nonce: sender.nonce! };
      sender.nonce!++;
      transactions.push({ unsigned, sender });
      return true;
    };
    this.#deferred = this.#deferred.filter((planned) => !take(planned));
    while (transactions.length < count && this.#deferred.length < MAX_DEFERRED) {
      const planned = this.#plan.next(known.length);
      if (!take(planned)) this.#deferred.push(planned);
    }
    if (transactions.length === 0) return undefined;
    const senders = new Set(transactions.map(({ sender }) => sender));
    for (const sender of senders) sender.isBusy = true;
    return { transactions, senders };
  }

  #launch(batch: Batch): void {
    const sent = this.#send(batch).finally(() => this.#inFlight.delete(sent));
    this.#inFlight.add(sent);
  }

  async #send({ transactions, senders }: Batch): Promise<void> {
    try {
      const signed = await this.#signer.ask({
        rollupId: await this.#client.rollupId(),
        transactions: transactions.map(({ unsigned, sender: { secret } }) => ({ unsigned, secret })),
      });
      const answers = await this.#client.sendAll(signed);
      for (const [i, answer] of answers.entries()) {
        if (answer instanceof TrellisError) this.#refused(answer, transactions[i]!.sender);
        else this.#handlers.onSent(answer.hash);
      }
    } catch (error) {
      this.#refused(error, ...senders);
    } finally {
      for (const sender of senders) sender.isBusy = false;
    }
  }

  #refused(error: unknown, ...senders: readonly LoadAccount[]): void {
    for (const sender of senders) this.#accounts.rest(sender, performance.now());
    if (!this.#stop.signal.aborted) this.#handlers.onRefused(error);
  }

  #pause(milliseconds: number): Promise<void> {
    return delay(milliseconds, undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}
