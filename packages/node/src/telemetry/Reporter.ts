import { TrellisError } from "@trellis/protocol";
import type { TrellisEvent } from "@trellis/rpc-api";
import type { Logger } from "pino";
import type { EventSink } from "./EventSink.ts";
import { eventLine } from "./eventLine.ts";
import type { Metrics } from "./Metrics.ts";

/** Reports the node's activity to operators: events go to the metrics and the sink, problems also to the log. */
export class Reporter {
  readonly #log: Logger;
  readonly #metrics: Metrics;
  readonly #sink: EventSink;
  readonly #life: AbortSignal;

  /** @param life - aborts when the node stops; failures after that are not problems. */
  constructor(
    { log, metrics, sink }: { readonly log: Logger; readonly metrics: Metrics; readonly sink: EventSink },
    life: AbortSignal,
  ) {
    this.#log = log;
    this.#metrics = metrics;
    this.#sink = sink;
    this.#life = life;
  }

  /** Reports an event. */
  readonly emit = (event: TrellisEvent): void => {
    this.#metrics.observe(event);
    const line = eventLine(event);
    if (line !== undefined) this.#log[line.level](line.text);
    this.#sink(event);
  };

  /**
   * Reports a failure that the node survives.
   * @param where - what the node was doing, in a few words.
   */
  problem(error: unknown, where: string): void {
    if (this.#life.aborted) return;
    this.#log.warn({ error, where }, "something failed; the node goes on");
    this.emit({
      event: "problem",
      code: error instanceof TrellisError ? error.code : "TRL-NOD-099",
      message: `${where}: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}
