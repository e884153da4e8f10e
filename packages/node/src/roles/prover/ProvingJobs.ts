import {
  children,
  nodeKey,
  nodeKind,
  type ProverBitmap,
  proverAt,
  ROOT_NODE,
  TrellisError,
} from "@trellis/protocol";
import { AskerEnds } from "@trellis/prover";
import {
  claimSeconds,
  type InputTimes,
  isOvertaken,
  PATIENCE,
  type ProofCost,
  type ProofOption,
  type ProofOptions,
  type ProverStrategy,
  type ProvingTimes,
  payTerms,
  type RescueTask,
  stopReason,
  type UsualTimes,
} from "@trellis/strategy";
import type { Logger } from "pino";
import type { Chain } from "../../chain/Chain.ts";
import { NEED_MS, type ProofWants } from "../../fetching/ProofFetcher.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { OwnNodes } from "../../proposals/OwnNodes.ts";
import type { ProofBook } from "../../proposals/proofs/ProofBook.ts";
import { proofKey } from "../../proposals/proofs/proofKey.ts";
import { abortable } from "../../tasks/abortable.ts";
import type { Clock } from "../../tasks/Clock.ts";
import type { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import type { FinishedProofs } from "./FinishedProofs.ts";
import { makeNodeProof, type ProofMakerView } from "./makeNodeProof.ts";
import { BlockSchedule } from "./nodes/BlockSchedule.ts";
import { ClaimTimes } from "./nodes/ClaimTimes.ts";
import type { OpenNodes } from "./nodes/OpenNodes.ts";
import type { OwnConduct } from "./OwnConduct.ts";
import type { OwnPaths } from "./OwnPaths.ts";
import type { OwnSeat } from "./OwnSeats.ts";
import { hasLost } from "./openClaims.ts";
import { ownPay } from "./ownPay.ts";
import { type ProofTask, pathTaskOf, proofTaskOf } from "./ProofTask.ts";
import { dropBadInputs } from "./proofs/dropBadInputs.ts";
import { hangLimit, hungProof } from "./proofs/hangLimit.ts";
import { urgencyOf } from "./proofs/urgencyOf.ts";

/** The parts of the node that proving jobs use. */
export interface ProvingView extends ProofMakerView {
  readonly chain: Chain;
  readonly fetcher: ProofWants;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly log: Logger;
}

/** What proving jobs choose by. */
export interface ProvingInit {
  /** Proofs that can be made at the same time now. */
  readonly machines: () => number;
  readonly cost: ProofCost;
  readonly confidence: number;
  readonly book: ProofBook;
  readonly strategy: ProverStrategy;
  readonly times: ProvingTimes;
  /** How long such proofs usually take in the network. */
  readonly usual: UsualTimes;
  readonly inputTimes: Pick<InputTimes, "usual">;
  readonly tasks: RetriedTasks;
  readonly finished: FinishedProofs;
  readonly conduct: OwnConduct;
  readonly paths: OwnPaths;
  readonly ownNodes: OwnNodes;
}

interface RunningJob {
  readonly task: ProofTask;
  readonly abort: AbortController;
  /** Aborts if the proof hangs: then its machine is free, whatever becomes of it. */
  readonly hang: AbortController;
  readonly startedAt: number;
}

/** What is kept up to date of a block whose nodes change. */
interface WatchedBlock {
  readonly schedule: BlockSchedule;
  readonly claimTimes: ClaimTimes;
}

/** The proofs under way. Starts proofs in the strategy's order while there is room, and stops useless ones. */
export class ProvingJobs {
  readonly #view: ProvingView;
  readonly #init: ProvingInit;
  readonly #watched = new WeakMap<KnownProposal, WatchedBlock>();
  /** By {@link proofKey}. */
  readonly #running = new Map<string, RunningJob>();
  /** Claimed nodes that failed or came too late in this round, by {@link proofKey}. */
  readonly #missed = new Set<string>();
  /** Since when a node to prove waits for a proof that peers tell of, by {@link proofKey}. Milliseconds. */
  readonly #awaited = new Map<string, number>();

  constructor(view: ProvingView, init: ProvingInit) {
    this.#view = view;
    this.#init = init;
  }

  /** Proofs that can be started now. */
  get free(): number {
    return Math.max(0, this.#init.machines() - this.#running.size);
  }

  /**
   * R8: machines that neither work nor are needed for what own seats have claimed.
   * @param blocks - those with claims.
   */
  idle(blocks: readonly KnownProposal[], openIn: (known: KnownProposal) => OpenNodes): number {
    return Math.max(0, this.free - this.waiting(blocks, openIn));
  }

  /** Proofs under way. */
  get running(): number {
    return this.#running.size;
  }

  /** R8: nodes of blocks that own seats have claimed, and whose proofs are not begun. */
  waiting(blocks: readonly KnownProposal[], openIn: (known: KnownProposal) => OpenNodes): number {
    let waiting = 0;
    for (const known of blocks) {
      for (const node of openIn(known).unproven) {
        const key = proofKey(known, node);
        if (!this.#running.has(key) && !this.#init.finished.has(key)) waiting++;
      }
    }
    return waiting;
  }

  /** R6: counts claimed nodes that are late for L1, and gives up proofs that hang, so that their machines are free again. */
  noteLate(): void {
    const { chain, clock } = this.#view;
    const { usual, times } = this.#init;
    for (const { task, hang, startedAt } of this.#running.values()) {
      const { known, node } = task;
      if (chain.isProofWindowOver(known.proposal)) this.#miss(task);
      const limit = hangLimit(nodeKind(node, known.proposal.depth), usual.seconds, times.seconds);
      if (clock() - startedAt > limit) hang.abort(hungProof(node));
    }
  }

  /** P6.2, R8: stops proofs that no longer help. @param worthProving - blocks that are still worth proving. */
  stopUseless(worthProving: readonly KnownProposal[]): void {
    const { fetcher } = this.#view;
    for (const { task, abort, startedAt } of this.#running.values()) {
      const { known, node, isClaimed, isNamed, isOnPath } = task;
      const reason = stopReason({
        isClaimed,
        isOnPath,
        isWorthProving: worthProving.includes(known),
        hasLost: this.#hasLost(known),
        isKept: this.#isKept(task),
        isProven: known.proofsOf(node).length > 0,
        isOvertaken: !isNamed && this.#isOvertaken(task, startedAt),
      });
      // What peers tell of ends it once it is here.
      if (reason === undefined && !isClaimed) fetcher.want(known, node);
      if (reason !== undefined) abort.abort(new Error(reason));
    }
  }

  /**
   * Starts the proofs that own nodes need to be seen on L1 (M1), then others in the strategy's order.
   * @param worthProving - blocks, best first.
   * @param claimedIn - further blocks in which own seats have claimed nodes.
   * @param seatsOf - own seats that count in a block's round.
   * @param deadline - end of the proof window, milliseconds of the node's clock.
   */
  start(
    worthProving: readonly KnownProposal[],
    claimedIn: readonly KnownProposal[],
    seatsOf: (known: KnownProposal) => readonly OwnSeat[],
    deadline: number,
  ): void {
    const { strategy, times } = this.#init;
    const now = this.#view.clock();
    const blocks = [...worthProving, ...claimedIn];
    for (const known of blocks) {
      for (const step of this.#init.paths.steps(known, seatsOf(known))) {
        if (this.free > 0) this.#start(pathTaskOf(this.#view.domain, known, step));
      }
    }
    const options = blocks.map((known, i): ProofOptions => {
      const all = this.#optionsOf(known, seatsOf(known), now);
      if (i < worthProving.length) return all;
      return { ...all, options: all.options.filter(({ isClaimed }) => isClaimed) };
    });
    const rescueTasks = new Map<KnownProposal, RescueTask>();
    for (const option of strategy.order(options)) {
      if (this.free === 0) return;
      const known = blocks[option.place]!;
      const { isClaimed, isNamed, node } = option;
      if (!this.#mayStart(proofKey(known, node)) || this.#awaits(known, option)) continue;
      const time = times.seconds[nodeKind(node, known.proposal.depth)] * 1_000;
      // A proof that comes too late for L1 serves nobody. A claimed one may still answer a report (R8).
      if (!isClaimed && now + time > deadline) continue;
      if (!isNamed) {
        // Adding up own pay takes a look at all own nodes: only a rescue needs it.
        const task = rescueTasks.get(known) ?? this.#rescueTask(known, seatsOf(known));
        rescueTasks.set(known, task);
        if (!strategy.mayRescue(node, task)) continue;
      }
      const seat = seatsOf(known).find((own) => own.seat === option.seat)!;
      this.#start(proofTaskOf(this.#view.domain, known, seat, option));
    }
  }

  /** R15: whether the node's own seat has claimed it, or told of its proof, early enough for a rescuer to leave it. */
  #isOvertaken({ known, node }: ProofTask, startedAt: number): boolean {
    const now = this.#view.clock();
    const usual = this.#init.usual.seconds[nodeKind(node, known.proposal.depth)];
    if (isOvertaken(startedAt, known.claimedSince(node, now), usual)) return true;
    return known.provenBy(node).length > 0 && isOvertaken(startedAt, now, usual);
  }

  /**
   * Whether a node waits for proofs that peers tell of: its own, so that it need not be proven, or those that it is proven on. It waits for
   * its own for some seconds only, whoever goes on telling of one.
   */
  #awaits(known: KnownProposal, { node, seat, isClaimed }: ProofOption): boolean {
    const { fetcher, clock } = this.#view;
    const key = proofKey(known, node);
    const told = known.missing(node).filter((notice) => !isClaimed || notice.seat === seat);
    if (told.length > 0) {
      fetcher.want(known, node);
      const since = this.#awaited.get(key) ?? clock();
      this.#awaited.set(key, since);
      if (clock() - since < NEED_MS) return true;
    }
    if (known.inputsOf(node) !== undefined) return false;
    for (const child of children(node)) fetcher.want(known, child, seat);
    return true;
  }

  /** Clears what concerned the round before. */
  forgetRound(): void {
    this.#missed.clear();
    this.#awaited.clear();
  }

  /** Stops all proofs; their tasks end soon. A fleet goes on with those that it makes. */
  stop(): void {
    for (const { abort } of this.#running.values()) abort.abort(new AskerEnds());
  }

  /** What own seats can prove in a block now. */
  #optionsOf(known: KnownProposal, seats: readonly OwnSeat[], now: number): ProofOptions {
    const { chain } = this.#view;
    const { usual, inputTimes } = this.#init;
    usual.grow(now);
    const claimTime = claimSeconds(chain.settings.proofWindow);
    const { schedule, claimTimes } = this.#watchedOf(known);
    const terms = { seats, active: this.#activeIn(known), seconds: usual.seconds, claimTime };
    schedule.update(terms, inputTimes.usual, now);
    claimTimes.update(now);
    if (this.free === 0) return { options: [], nextAt: undefined };
    return schedule.options(now);
  }

  /** R6: what tells whether a proof for others costs more than it brings. */
  #rescueTask(known: KnownProposal, seats: readonly OwnSeat[]): RescueTask {
    const { settings } = this.#view.chain;
    const { times, cost, confidence, ownNodes } = this.#init;
    return {
      terms: payTerms(settings, known.proposal),
      seconds: times.seconds,
      cost,
      confidence,
      ownPay: ownPay(known, ownNodes.of(known, seats), settings),
    };
  }

  #watchedOf(known: KnownProposal): WatchedBlock {
    let watched = this.#watched.get(known);
    if (watched === undefined) {
      watched = { schedule: new BlockSchedule(known), claimTimes: new ClaimTimes(known, this.#init.usual) };
      this.#watched.set(known, watched);
    }
    return watched;
  }

  #activeIn(known: KnownProposal): ProverBitmap {
    const { chain } = this.#view;
    const round = chain.roundOf(known.proposal) ?? chain.roundOfCommitment(known.id);
    return round?.active ?? chain.active;
  }

  #mayStart(key: string): boolean {
    const { finished, tasks } = this.#init;
    return !tasks.isRunning(key) && !finished.has(key) && tasks.isDue(key);
  }

  #hasLost(known: KnownProposal): boolean {
    return hasLost(this.#view.chain, known);
  }

  /** R2: whether a proof that L1 keeps shows the seat at the node. */
  #isKept({ known, node, seat, isNamed }: ProofTask): boolean {
    const kept = this.#view.chain.proven(known.id)?.kept ?? [];
    return kept.some(({ seatWords }) => {
      const shown = proverAt(seatWords, ROOT_NODE, node);
      return shown.seat === seat.seat && shown.isCommitted === isNamed;
    });
  }

  #start(task: ProofTask): void {
    const { tasks } = this.#init;
    const key = proofKey(task.known, task.node);
    if (!this.#mayStart(key)) return;
    const abort = new AbortController();
    const hang = new AbortController();
    this.#running.set(key, { task, abort, hang, startedAt: this.#view.clock() });
    tasks.start(key, async () => {
      try {
        const signal = AbortSignal.any([abort.signal, hang.signal]);
        // A proof system that hangs may not hear of the end, either.
        await abortable(this.#prove(task, signal), hang.signal);
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
    const { known, node, seat, isClaimed, isNamed } = task;
    const { chain, emit, clock } = this.#view;
    const { book, times, usual, finished, conduct } = this.#init;
    const kind = nodeKind(node, known.proposal.depth);
    const place = { proposalId: known.id, depth: node.depth, index: node.index, kind, seat: seat.seat };
    emit({ event: "proving", ...place, rescue: !isNamed });
    const startedAt = clock();
    const urgency = urgencyOf(task, chain.proofEnd(known.proposal) ?? chain.now);
    let begunAt = startedAt;
    const onBegin = (): void => {
      begunAt = clock();
    };
    const message = await makeNodeProof(this.#view, book, task, { signal, urgency, onBegin });
    const endedAt = clock();
    const seconds = (endedAt - startedAt) / 1_000;
    // What comes before is this process's own work for all its seats. It falls when fewer nodes are begun together.
    times.add(kind, (endedAt - begunAt) / 1_000);
    emit({ event: "proved", ...place, seconds });
    finished.add(known, message);
    if (isClaimed) {
      if (chain.isProofWindowOver(known.proposal)) this.#miss(task);
      else conduct.proven();
    } else if (seconds <= PATIENCE * usual.seconds[kind]) conduct.tested();
  }

  /** R6: counts each claimed node once. One whose block cannot win does no harm. */
  #miss({ known, node, seat, isClaimed }: ProofTask): void {
    const key = proofKey(known, node);
    if (!isClaimed || known.isUnprovable || this.#hasLost(known) || this.#missed.has(key)) return;
    this.#missed.add(key);
    const place = { proposalId: known.id, ...node, kind: nodeKind(node, known.proposal.depth) };
    this.#view.emit({ event: "missed", ...place, seat: seat.seat });
    this.#init.conduct.missed();
  }

  #onFailure(task: ProofTask, key: string, error: unknown): void {
    const { log, emit } = this.#view;
    const { known, node, inputs } = task;
    const dropped = dropBadInputs(known, inputs, error);
    const hasDropped = dropped.length > 0;
    // Nobody else knows that they are bad.
    for (const { message } of dropped) known.take(message.node, task.seat.seat);
    // With another child proof it is another job. Otherwise the fault is this node's or the proposer's, so pause.
    if (!hasDropped) this.#init.tasks.failed(key);
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof TrellisError ? error.code : undefined;
    // The circuit refuses transactions that execution accepts, so nobody can prove this block.
    if (inputs.length === 0 && code === "TRL-PRV-150") known.isUnprovable = true;
    // A bad proof of a child is not this node's fault.
    if (!hasDropped) this.#miss(task);
    log.warn({ error, node: nodeKey(node), proposalId: known.id }, "proving failed");
    this.#reportStop(task, message);
    emit({ event: "problem", code: code ?? "TRL-NOD-031", message, duty: "prove" });
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
