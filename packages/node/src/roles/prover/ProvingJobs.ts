import { nodeKey, nodeKind, TrellisError } from "@trellis/protocol";
import {
  type ProverStrategy,
  type ProvingSituation,
  type ProvingTimes,
  proofOptions,
  stopReason,
} from "@trellis/strategy";
import type { Logger } from "pino";
import type { ProverSettings } from "../../config/Configuration.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../proposals/NodeProofs.ts";
import type { ProofBook } from "../../proposals/ProofBook.ts";
import type { Clock } from "../../tasks/Clock.ts";
import type { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import type { FinishedProofs } from "./FinishedProofs.ts";
import { makeNodeProof, type ProofMakerView } from "./makeNodeProof.ts";
import type { OwnSeat, OwnSeats } from "./OwnSeats.ts";
import { type ProofTask, proofTaskOf } from "./ProofTask.ts";
import { nodesOf, proofKey, provableBlockOf } from "./provableBlockOf.ts";

/** The parts of the node that proving jobs use. */
export interface ProvingView extends ProofMakerView {
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly log: Logger;
}

export interface ProvingInit {
  readonly settings: Pick<ProverSettings, "maxJobs" | "rescueSeconds">;
  readonly book: ProofBook;
  readonly seats: OwnSeats;
  readonly strategy: ProverStrategy;
  readonly times: ProvingTimes;
  readonly tasks: RetriedTasks;
  readonly finished: FinishedProofs;
}

interface RunningJob {
  readonly task: ProofTask;
  readonly abort: AbortController;
}

/** The proofs under way. Starts proofs in the strategy's order while there is room, and stops useless ones. */
export class ProvingJobs {
  readonly #view: ProvingView;
  readonly #init: ProvingInit;
  /** By {@link proofKey}. */
  readonly #running = new Map<string, RunningJob>();

  constructor(view: ProvingView, init: ProvingInit) {
    this.#view = view;
    this.#init = init;
  }

  /** P6.2: stops proofs that no longer help. @param worthProving - blocks that are still worth proving. */
  stopUseless(worthProving: readonly KnownProposal[]): void {
    for (const { task, abort } of this.#running.values()) {
      const { known, node, isNamed } = task;
      const isProven = known.proofOf(node) !== undefined;
      const reason = stopReason({ isWorthProving: worthProving.includes(known), isNamed, isProven });
      if (reason !== undefined) abort.abort(new Error(reason));
    }
  }

  /** Starts proofs in the strategy's order. @param worthProving - blocks, best first. */
  start(worthProving: readonly KnownProposal[]): void {
    const { settings, strategy, times } = this.#init;
    const now = this.#view.clock();
    // The time to wait for others starts when a node is ready, even if no further proof can be started.
    for (const known of worthProving) for (const node of nodesOf(known)) known.readySince(node, now);
    if (this.#running.size >= settings.maxJobs) return;
    const seats = this.#init.seats.countedIn(this.#view.chain.active);
    const blocks = worthProving.map((known) =>
      provableBlockOf(
        this.#view,
        known,
        seats.map(({ seat }) => seat),
        now,
        (key) => this.#mayStart(key),
      ),
    );
    const options = proofOptions(blocks, this.#situation(seats, now));
    for (const option of strategy.order(options, times.seconds)) {
      if (this.#running.size >= settings.maxJobs) return;
      const seat = seats.find((own) => own.seat === option.seat)!;
      this.#start(proofTaskOf(this.#view.domain, worthProving[option.place]!, seat, option));
    }
  }

  /** Stops all proofs; their tasks end soon. */
  stop(): void {
    for (const { abort } of this.#running.values()) abort.abort(new Error("stopped"));
  }

  #mayStart(key: string): boolean {
    const { finished, tasks } = this.#init;
    return !tasks.isRunning(key) && !finished.has(key) && tasks.isDue(key);
  }

  #situation(seats: readonly OwnSeat[], now: number): ProvingSituation {
    const { chain } = this.#view;
    const { leaf, merge, root } = this.#init.settings.rescueSeconds;
    const { proofEnd, settings } = chain.view.status;
    return {
      seats,
      patience: { leaf: leaf * 1_000, merge: merge * 1_000, root: root * 1_000 },
      now,
      deadline: now + Number(proofEnd - chain.now) * 1_000,
      proofWindow: settings.proofWindow * 1_000,
    };
  }

  #start(task: ProofTask): void {
    const { tasks } = this.#init;
    const key = proofKey(task.known, task.node);
    if (!this.#mayStart(key)) return;
    const abort = new AbortController();
    this.#running.set(key, { task, abort });
    tasks.start(key, async () => {
      try {
        await this.#prove(task, abort.signal);
        tasks.succeeded(key);
      } catch (error) {
        if (abort.signal.aborted) {
          this.#reportStop(task, String((abort.signal.reason as Error)?.message ?? "stopped"));
        } else this.#onFailure(task, key, error);
      } finally {
        this.#running.delete(key);
      }
    });
  }

  async #prove(task: ProofTask, signal: AbortSignal): Promise<void> {
    const { known, node, seat } = task;
    const { emit, clock } = this.#view;
    const { book, times, finished } = this.#init;
    const kind = nodeKind(node, known.proposal.depth);
    const place = { proposalId: known.id, depth: node.depth, index: node.index, kind, seat: seat.seat };
    emit({ event: "proving", ...place, rescue: !task.isNamed });
    const startedAt = clock();
    const message = await makeNodeProof(this.#view, book, task, signal);
    const seconds = (clock() - startedAt) / 1_000;
    times.add(kind, seconds);
    emit({ event: "proved", ...place, seconds });
    finished.add(known, message);
  }

  #onFailure(task: ProofTask, key: string, error: unknown): void {
    const { log, emit } = this.#view;
    const { known, node, inputs } = task;
    const hasDropped = dropBadInputs(known, inputs, error);
    // With another child proof it is another job. Otherwise the fault is this node's or the proposer's, so pause.
    if (!hasDropped) this.#init.tasks.failed(key);
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof TrellisError ? error.code : undefined;
    // The circuit refuses transactions that execution accepts, so nobody can prove this block.
    if (inputs.length === 0 && code === "TRL-PRV-150") known.isUnprovable = true;
    log.warn({ error, node: nodeKey(node), proposalId: known.id }, "proving failed");
    this.#reportStop(task, message);
    emit({ event: "problem", code: code ?? "TRL-NOD-031", message });
  }

  #reportStop({ known, node, seat }: ProofTask, reason: string): void {
    this.#view.emit({
      event: "proving_stopped",
      proposalId: known.id,
      depth: node.depth,
      index: node.index,
      seat: seat.seat,
      reason,
    });
  }
}

/**
 * P6.5: if a merge or root cannot be made, a child's proof that was accepted without a full check may be bad. Drops such proofs, so
 * that the child is proven again. Returns whether it dropped one.
 */
function dropBadInputs(known: KnownProposal, inputs: readonly AcceptedNodeProof[], error: unknown): boolean {
  if (!(error instanceof TrellisError)) return false;
  const unsure = inputs.filter(({ verdict }) => verdict === "deferred");
  const { depth, index } = error.context;
  const bad =
    error.code === "TRL-PRV-151"
      ? unsure.filter(({ message: { node } }) => node.depth === depth && node.index === index)
      : error.code === "TRL-PRV-161"
        ? unsure
        : [];
  for (const input of bad) known.dropProof(input);
  return bad.length > 0;
}
