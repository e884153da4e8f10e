import {
  type ProviderChange,
  type ProviderError,
  providerFault,
  type Replaced,
  type SignerChange,
  signerFault,
} from "@trellis/l1";
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
    if (isOutage(error)) {
      this.#log.debug({ error, where }, "L1 or its signer cannot be asked");
      return;
    }
    this.#log.warn({ error, where }, "something failed; the node goes on");
    this.#emitProblem(error, where);
  }

  /** A check that reports its failures in a row as one problem, and still fails each time. */
  oneProblem(where: string, check: () => Promise<void>): () => Promise<void> {
    let isTold = false;
    return async () => {
      try {
        await check();
        isTold = false;
      } catch (error) {
        if (!isTold) this.problem(error, where);
        isTold = true;
        throw error;
      }
    };
  }

  /** Reports that an L1 provider went down or came back. What fails meanwhile for this reason is no problem of its own. */
  readonly l1Provider = ({ provider, isUp, error }: ProviderChange): void => {
    if (this.#life.aborted) return;
    this.#metrics.l1Provider(provider, isUp);
    if (isUp) {
      this.#log.info({ provider }, "the L1 provider answers again");
      return;
    }
    this.#log.warn({ error, provider }, "the L1 provider is down; it is asked with growing pauses");
    this.#emitProblem(error, "L1 provider");
  };

  /** Counts a question that an L1 provider did not answer. */
  readonly l1ProviderError = ({ provider, fault }: ProviderError): void => {
    this.#metrics.l1ProviderError(provider, fault);
  };

  /** Reports that the service that keeps the L1 key was found, stopped to sign, or signs again. What fails meanwhile is no problem of its own. */
  readonly l1Signer = ({ signer, isUp, error }: SignerChange): void => {
    if (this.#life.aborted) return;
    this.#metrics.l1Signer(signer, isUp);
    if (isUp) {
      this.#log.info({ signer }, "the L1 signer signs");
      return;
    }
    this.#log.warn({ error, signer }, "the L1 signer does not sign; what needs it is tried again");
    this.#emitProblem(error, "L1 signer");
  };

  /** Reports that a pending L1 transaction was replaced. */
  readonly l1Replaced = ({ action, nonce, hash, isCancel, maxFeePerGas }: Replaced): void => {
    this.#metrics.l1Replaced(isCancel ? "cancelled" : "raised");
    const fields = { action, nonce, hash, maxFeePerGas: String(maxFeePerGas) };
    this.#log.info(
      fields,
      isCancel ? "a pending L1 transaction is being cancelled" : "a pending L1 transaction offers more",
    );
  };

  #emitProblem(error: unknown, where: string): void {
    this.emit({
      event: "problem",
      code: error instanceof TrellisError ? error.code : "TRL-NOD-099",
      message: `${where}: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

/**
 * Whether something failed only because no L1 provider answers, or the L1 signer does not sign, which {@link Reporter.l1Provider} and
 * {@link Reporter.l1Signer} tell once.
 */
export function isOutage(error: unknown): boolean {
  const fault = providerFault(error);
  return fault === "unreachable" || fault === "throttled" || signerFault(error) !== undefined;
}
