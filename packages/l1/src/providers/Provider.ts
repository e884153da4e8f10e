import type { TrellisError } from "@trellis/protocol";
import { askProvider, fault, type Question } from "./askProvider.ts";
import { BoundedQueue } from "./BoundedQueue.ts";
import type { L1Url } from "./L1Url.ts";
import { pauseAfter } from "./pauses.ts";
import { faultError, type ProviderFault, providerFault } from "./providerFault.ts";

/** What a provider does with time and chance, so that tests can script it. */
export interface ProviderTime {
  /** Milliseconds. */
  readonly clock: () => number;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** A change of a provider's state. */
export interface ProviderChange {
  /** Protocol and host. */
  readonly provider: string;
  readonly isUp: boolean;
  /** Why it is down. */
  readonly error?: TrellisError;
}

/** A question that a provider did not answer. */
export interface ProviderError {
  /** Protocol and host. */
  readonly provider: string;
  readonly fault: ProviderFault;
}

const TIMEOUT_MS = 10_000;
/** A provider that tells what is wrong is left alone for as long as after so many failures: the longest pause. */
const ASIDE_FAILURES = 8;
/** How long a provider's chain is believed. Milliseconds. */
const CHECKED_MS = 600_000;
/** Bounds an answer: more than the logs of two thousand full blocks of this rollup. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_IN_FLIGHT = 64;
/** A provider that fails once and answers the next question is not down. */
const DOWN_AFTER = 2;
/** A provider that asks for a longer pause is. Milliseconds. */
const LONG_MS = 2_000;
/** Nor is it up as soon as it answers one. */
const UP_AFTER = 8;
/** Weight of the latest answer in the share of failures. */
const SMOOTHING = 0.1;
/** Failures and heads say less with time: a provider that is not asked could not do better. Milliseconds. */
const HALVED_MS = 60_000;
const HEAD_MS = 30_000;

/** One L1 provider: asks it, pauses after failures, and knows how well it does. */
export class Provider {
  readonly url: L1Url;
  readonly #time: ProviderTime;
  readonly #onChange: (change: ProviderChange) => void;
  readonly #onError: (failure: ProviderError) => void;
  readonly #queue = new BoundedQueue(MAX_IN_FLIGHT);
  #failures = 0;
  #pausedUntil = 0;
  #lastFault: TrellisError | undefined;
  #probe: Promise<unknown> | undefined;
  #isDown = false;
  #expectedChain: bigint | undefined;
  #checkedAt: number | undefined;
  #checking: Promise<void> | undefined;
  #answers = 0;
  #failing = { share: 0, at: 0 };
  #head = { number: 0n, at: 0 };

  constructor(
    url: L1Url,
    time: ProviderTime,
    onChange: (change: ProviderChange) => void,
    onError: (failure: ProviderError) => void = () => {},
  ) {
    this.url = url;
    this.#time = time;
    this.#onChange = onChange;
    this.#onError = onError;
  }

  /** When it may be asked again, by the clock. */
  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** Share of failures among the latest questions, 0 … 1. */
  get failing(): number {
    const { share, at } = this.#failing;
    return share * 0.5 ** ((this.#time.clock() - at) / HALVED_MS);
  }

  /** The block that it has told to be the latest, lately; 0 if none. */
  get head(): bigint {
    const { number, at } = this.#head;
    return this.#time.clock() < at + HEAD_MS ? number : 0n;
  }

  /** Remembers what it tells to be the latest block. */
  told(number: bigint): void {
    this.#head = { number, at: this.#time.clock() };
  }

  /** Why it is paused; undefined if it is not. */
  get pause(): TrellisError | undefined {
    return this.#time.clock() < this.#pausedUntil ? this.#lastFault : undefined;
  }

  /**
   * Asks. While the provider is paused it fails at once; after a pause one question goes first, and others wait for how it fares.
   * @throws as {@link askProvider}.
   */
  async ask(question: Question): Promise<unknown> {
    this.#requireNoPause();
    await this.#requireChain();
    return this.#askInTurn(question);
  }

  /** Asks nothing more of a provider that serves another chain. It is checked at first, after failures, and now and then. */
  expectChain(chainId: bigint): void {
    this.#expectedChain = chainId;
  }

  /** Puts the provider aside: what it tells is wrong. */
  putAside(error: TrellisError): void {
    this.#failed(error, ASIDE_FAILURES);
  }

  async #requireChain(): Promise<void> {
    const expected = this.#expectedChain;
    const isChecked = this.#checkedAt !== undefined && this.#time.clock() < this.#checkedAt + CHECKED_MS;
    if (expected === undefined || isChecked) return;
    this.#checking ??= this.#checkChain(expected).finally(() => {
      this.#checking = undefined;
    });
    await this.#checking;
  }

  async #checkChain(expected: bigint): Promise<void> {
    const answer = await this.#askInTurn({ method: "eth_chainId" });
    if (typeof answer === "string" && BigInt(answer) === expected) {
      this.#checkedAt = this.#time.clock();
      return;
    }
    const error = fault(
      "foreign",
      this.url,
      `its chain id is ${String(answer).slice(0, 20)}, not ${expected}`,
    );
    this.putAside(error);
    throw error;
  }

  async #askInTurn(question: Question): Promise<unknown> {
    if (this.#failures > 0 && this.#probe !== undefined) {
      await this.#probe.catch(() => {});
      this.#requireNoPause();
    }
    const asked = this.#queue.run(() => this.#ask(question));
    if (this.#failures === 0 || this.#probe !== undefined) return asked;
    this.#probe = asked;
    try {
      return await asked;
    } finally {
      this.#probe = undefined;
    }
  }

  #weigh(failed: 0 | 1): void {
    const { failing } = this;
    this.#failing = { share: failing + (failed - failing) * SMOOTHING, at: this.#time.clock() };
  }

  #requireNoPause(): void {
    const { pause } = this;
    if (pause !== undefined) throw pause;
  }

  async #ask(question: Question): Promise<unknown> {
    const before = this.#failures;
    try {
      const answer = await askProvider(this.url, question, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
      this.#answered();
      return answer;
    } catch (error) {
      const kind = providerFault(error);
      if (kind !== undefined) this.#onError({ provider: this.url.label, fault: kind });
      if (kind === "unreachable" || kind === "throttled") this.#failed(faultError(error)!, before + 1);
      else this.#answered();
      throw error;
    }
  }

  #answered(): void {
    this.#weigh(0);
    // What was asked before the pause says nothing of it.
    if (this.#time.clock() < this.#pausedUntil) return;
    this.#failures = 0;
    this.#lastFault = undefined;
    this.#answers++;
    if (!this.#isDown || this.#answers < UP_AFTER) return;
    this.#isDown = false;
    this.#onChange({ provider: this.url.label, isUp: true });
  }

  /** @param failures - in a row, counted by when the question was asked: many that fail together count once. */
  #failed(error: TrellisError, failures: number): void {
    this.#answers = 0;
    this.#weigh(1);
    if (failures <= this.#failures && this.#lastFault !== undefined) return;
    this.#checkedAt = undefined;
    this.#failures = failures;
    this.#lastFault = error;
    const { retryAfterMs } = error.context;
    const asked = typeof retryAfterMs === "number" ? retryAfterMs : 0;
    const pause = pauseAfter(failures, this.#time.random(), asked);
    this.#pausedUntil = this.#time.clock() + pause;
    if (this.#isDown || (failures < DOWN_AFTER && pause < LONG_MS)) return;
    this.#isDown = true;
    this.#onChange({ provider: this.url.label, isUp: false, error });
  }
}
