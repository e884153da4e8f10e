import { TrellisError } from "@trellis/protocol";
import { Backoff } from "../tasks/Backoff.ts";
import type { Clock } from "../tasks/Clock.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import { otlpJson } from "./otlpJson.ts";
import type { Span, SpanAttributes } from "./Span.ts";

/** Spans that wait for the collector. A block of depth 11 has 4,095 nodes. */
const MAX_WAITING = 8_192;
const MAX_BATCH = 512;
/** Milliseconds between two requests, for an answer, and for the last request of a node that ends. */
const EVERY = 5_000;
const TIMEOUT = 10_000;
const LAST_TIMEOUT = 1_000;
/** A collector that fails is asked again after growing pauses. Milliseconds. */
const PAUSES = { firstMs: 5_000, maxMs: 60_000 };
/** By these the protocol means: try again. Others mean that these spans will never be taken. */
const RETRIED = [429, 502, 503, 504];

export interface SpanExporterInit {
  /** Where OTLP is taken over HTTP, with its path. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token: string | undefined;
  readonly resource: SpanAttributes;
  /** Counts spans that were sent, and those that were given up. */
  readonly count: (outcome: "sent" | "dropped", spans: number) => void;
  /** Told of the first failure in a row. */
  readonly onProblem: (error: unknown) => void;
  readonly clock: Clock;
}

/** Sends spans to a collector. If it is slow or gone, spans are dropped and counted; nobody waits for it. */
export class SpanExporter implements Part {
  readonly #init: SpanExporterInit;
  readonly #pauses: Backoff;
  readonly #life = new AbortController();
  #waiting: Span[] = [];
  #sending: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isTold = false;

  constructor(init: SpanExporterInit) {
    this.#init = init;
    this.#pauses = new Backoff(init.clock, PAUSES);
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), EVERY).unref();
  }

  /** Takes spans. They are sent soon after. */
  add(spans: readonly Span[]): void {
    const free = Math.max(0, MAX_WAITING - this.#waiting.length);
    this.#waiting.push(...spans.slice(0, free));
    if (spans.length > free) this.#init.count("dropped", spans.length - free);
    if (this.#waiting.length >= MAX_BATCH) void this.flush();
  }

  /** Sends what waits, unless the collector has just failed. Never throws. */
  flush(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  /** Tries once to send what is left. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const timer = setTimeout(() => this.#life.abort(), LAST_TIMEOUT);
    await this.#sending;
    await this.flush();
    clearTimeout(timer);
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0 && this.#pauses.isDue("send") && !this.#life.signal.aborted) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      const fault = await this.#send(batch);
      if (fault === undefined) {
        this.#pauses.succeeded("send");
        this.#isTold = false;
        this.#init.count("sent", batch.length);
        continue;
      }
      this.#pauses.failed("send");
      if (fault.isLasting) this.#init.count("dropped", batch.length);
      else this.#putBack(batch);
      if (!this.#isTold && !this.#life.signal.aborted) this.#init.onProblem(this.#problem(fault.why));
      this.#isTold = true;
    }
  }

  /** @returns why it failed, and whether the same spans can never be taken. */
  async #send(
    batch: readonly Span[],
  ): Promise<{ readonly why: string; readonly isLasting: boolean } | undefined> {
    const { url, token, resource } = this.#init;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: otlpJson(batch, resource),
        redirect: "error",
        signal: AbortSignal.any([this.#life.signal, AbortSignal.timeout(TIMEOUT)]),
      });
      // Nothing in it is needed, and it may be without end.
      await response.body?.cancel();
      if (response.ok) return undefined;
      return { why: `HTTP status ${response.status}`, isLasting: !RETRIED.includes(response.status) };
    } catch (error) {
      return { why: reasonOf(error), isLasting: false };
    }
  }

  #putBack(batch: readonly Span[]): void {
    const all = [...batch, ...this.#waiting];
    this.#waiting = all.slice(0, MAX_WAITING);
    if (all.length > MAX_WAITING) this.#init.count("dropped", all.length - MAX_WAITING);
  }

  /** Names only protocol and host: paths and queries of collectors hold keys. */
  #problem(why: string): TrellisError {
    const { origin } = new URL(this.#init.url);
    return new TrellisError("TRL-NOD-083", `the collector of traces at ${origin} takes no spans: ${why}`, {
      collector: origin,
    });
  }
}

/** A code or a name: the messages of `fetch` may hold the whole URL. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  return name === "TimeoutError" ? "it does not answer in time" : (cause?.code ?? "it cannot be reached");
}
