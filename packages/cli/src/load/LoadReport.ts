import type { TransactionView } from "@trellis/client";

/** Transactions that are followed at a time. */
const MAX_WATCHED = 64;
/** Times kept of each kind, the newest. */
const MAX_TIMES = 4_096;
/** A transaction that is not final after this time is given up. Milliseconds. */
const MAX_AGE = 600_000;
const PERCENTILES = { p50: 0.5, p90: 0.9, p99: 0.99 } as const;

/** Milliseconds that half, nine of ten, and 99 of a hundred took at most; undefined before the first. */
export type Latency = Readonly<Record<keyof typeof PERCENTILES, number | undefined>>;

/** What has become of a load generator's transactions. */
export interface LoadSummary {
  /** Transactions that the node has admitted, and those that it has not. */
  readonly accepted: number;
  readonly refused: number;
  /** Admitted transactions that were followed, and what became of them. */
  readonly watched: number;
  readonly included: number;
  readonly final: number;
  /** No longer waiting, or not final after ten minutes. */
  readonly lost: number;
  /** From admission until a block with it was proven on L1, and until one was final. */
  readonly untilIncluded: Latency;
  readonly untilFinal: Latency;
}

/** Counts a load generator's transactions, and follows a sample of them: a new one whenever there is room. Times are milliseconds of one clock. */
export class LoadReport {
  readonly #sentAt = new Map<string, { readonly at: number; isIncluded: boolean }>();
  readonly #untilIncluded: number[] = [];
  readonly #untilFinal: number[] = [];
  #accepted = 0;
  #refused = 0;
  #watched = 0;
  #included = 0;
  #final = 0;
  #lost = 0;

  /** The node has admitted a transaction. */
  accepted(hash: string, now: number): void {
    this.#accepted++;
    if (this.#sentAt.size >= MAX_WATCHED || this.#sentAt.has(hash)) return;
    this.#sentAt.set(hash, { at: now, isIncluded: false });
    this.#watched++;
  }

  /** A transaction could not be sent. */
  refused(): void {
    this.#refused++;
  }

  /** The transactions to ask for. */
  watched(): string[] {
    return [...this.#sentAt.keys()];
  }

  /** What the node says of a watched transaction. */
  seen(hash: string, status: TransactionView["status"], now: number): void {
    const sent = this.#sentAt.get(hash);
    if (sent === undefined) return;
    const isFinal = status === "final";
    if ((isFinal || status === "included") && !sent.isIncluded) {
      sent.isIncluded = true;
      this.#included++;
      keep(this.#untilIncluded, now - sent.at);
    }
    if (isFinal) {
      this.#final++;
      keep(this.#untilFinal, now - sent.at);
      this.#sentAt.delete(hash);
    } else if (status === "dropped" || now - sent.at > MAX_AGE) {
      this.#lost++;
      this.#sentAt.delete(hash);
    }
  }

  summary(): LoadSummary {
    return {
      accepted: this.#accepted,
      refused: this.#refused,
      watched: this.#watched,
      included: this.#included,
      final: this.#final,
      lost: this.#lost,
      untilIncluded: latency(this.#untilIncluded),
      untilFinal: latency(this.#untilFinal),
    };
  }
}

function keep(times: number[], time: number): void {
  times.push(Math.round(time));
  if (times.length > MAX_TIMES) times.shift();
}

function latency(times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number | undefined => sorted[Math.ceil(part * sorted.length) - 1];
  return { p50: at(PERCENTILES.p50), p90: at(PERCENTILES.p90), p99: at(PERCENTILES.p99) };
}
