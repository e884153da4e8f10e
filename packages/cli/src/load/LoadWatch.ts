import { setTimeout as delay } from "node:timers/promises";
import { TrellisClient } from "@trellis/client";
import type { LoadReport, LoadSummary } from "./LoadReport.ts";

/** Pause between two looks at the watched transactions. Milliseconds. */
const POLL_MS = 500;
/** Time between two summaries, milliseconds. */
const TELL_MS = 10_000;

/** Asks a node what has become of a report's transactions, and tells the summary from time to time. */
export class LoadWatch {
  readonly #client: TrellisClient;
  readonly #report: LoadReport;
  readonly #tell: (summary: LoadSummary) => void;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #toldAt = performance.now();

  /** @param tell - called every ten seconds, and at the end. */
  constructor(url: string, report: LoadReport, tell: (summary: LoadSummary) => void) {
    this.#client = new TrellisClient(url, { signal: this.#stop.signal });
    this.#report = report;
    this.#tell = tell;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Tells the last summary. */
  async stop(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    await this.#running;
    this.#tell(this.#report.summary());
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      for (const hash of this.#report.watched()) {
        if (signal.aborted) return;
        await this.#ask(hash as `0x${string}`);
      }
      if (performance.now() - this.#toldAt >= TELL_MS) {
        this.#toldAt = performance.now();
        this.#tell(this.#report.summary());
      }
      await this.#pause();
    }
  }

  async #ask(hash: `0x${string}`): Promise<void> {
    try {
      const { status } = await this.#client.transaction(hash);
      this.#report.seen(hash, status, performance.now());
    } catch {
      // The generator reports a node that does not answer. This one asks again.
    }
  }

  #pause(): Promise<void> {
    return delay(POLL_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}
