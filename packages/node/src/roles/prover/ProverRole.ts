import { nodeKey, roundPhase } from "@trellis/protocol";
import {
  InputTimes,
  type NodeSeconds,
  type Prices,
  type ProverStrategy,
  ProvingTimes,
  UsualTimes,
} from "@trellis/strategy";
import type { Logger } from "pino";
import type { ProverSettings } from "../../config/Configuration.ts";
import type { ClaimedWork } from "../../disk/ClaimedWork.ts";
import { LONGEST_NEED_MS } from "../../fetching/ProofFetcher.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import { OwnNodes } from "../../proposals/OwnNodes.ts";
import type { ProofBook } from "../../proposals/proofs/ProofBook.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { worthProving } from "../../proposals/worthProving.ts";
import type { Clock } from "../../tasks/Clock.ts";
import { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import { dutyOf } from "../../telemetry/duties.ts";
import { reportFailure } from "../../telemetry/reportFailure.ts";
import type { Role } from "../Role.ts";
import { Claimer, type ClaimerView } from "./Claimer.ts";
import { FinishedProofs, type FinishedProofsView } from "./FinishedProofs.ts";
import { type OpenNodes, OpenNodesOf } from "./nodes/OpenNodes.ts";
import { OwnConduct } from "./OwnConduct.ts";
import { OwnPaths } from "./OwnPaths.ts";
import { type OwnSeat, OwnSeats } from "./OwnSeats.ts";
import { openClaims } from "./openClaims.ts";
import { ProvingJobs, type ProvingView } from "./ProvingJobs.ts";
import { SelfTest } from "./SelfTest.ts";
import { Voter, type VoterView } from "./Voter.ts";

/** Pauses after a node could not be proven, or votes, a claim or a proof could not be sent. */
const RETRY = { firstMs: 1_000, maxMs: 60_000 };

/** The parts of the node that a prover uses. */
export interface ProverView extends ProposalsView, VoterView, ClaimerView, ProvingView, FinishedProofsView {
  readonly clock: Clock;
  readonly log: Logger;
}

/** The dependencies of a {@link ProverRole}. */
export interface ProverInit {
  readonly settings: Pick<
    ProverSettings,
    "capacity" | "maxJobs" | "proveTop" | "costPerSecond" | "confidence" | "mostMissed"
  >;
  readonly book: ProofBook;
  /** Keys of its seats. */
  readonly secretKeys: readonly Uint8Array[];
  readonly strategy: ProverStrategy;
  /** How long proofs are expected to take until some have been measured. */
  readonly expectedSeconds: NodeSeconds;
  /** Where claims are kept with all that proving them takes; without it, a restart forgets them. */
  readonly work?: ClaimedWork;
  /** Proofs that can be made at the same time now; the settings' `maxJobs` by default. */
  readonly machines?: () => number;
  /** How long notices of proofs wait for others. Milliseconds. */
  readonly gatherMs?: number;
  /** M7: prices now; undefined while they are not known, or if the node sends nothing to L1. */
  readonly prices: () => Prices | undefined;
}

/** P1.3: votes for proposals, claims and proves the nodes of its seats, and proves nodes that others leave unproven. */
export class ProverRole implements Role {
  readonly duty = "prove";
  readonly #view: ProverView;
  readonly #proveTop: number;
  readonly #tasks: RetriedTasks;
  readonly #seats: OwnSeats;
  readonly #ownNodes = new OwnNodes();
  readonly #openNodes: OpenNodesOf;
  readonly #voter: Voter;
  readonly #claimer: Claimer;
  readonly #finished: FinishedProofs;
  readonly #paths: OwnPaths;
  readonly #jobs: ProvingJobs;
  readonly #selfTest: SelfTest;
  readonly #conduct: OwnConduct;
  readonly #usual: UsualTimes;
  readonly #times: ProvingTimes;
  readonly #inputTimes: InputTimes;
  #roundKey = "";
  #draining = false;
  #stopped = false;

  constructor(view: ProverView, init: ProverInit) {
    const { settings, book, secretKeys, strategy, expectedSeconds, work } = init;
    const machines = init.machines ?? (() => settings.maxJobs);
    this.#view = view;
    this.#proveTop = settings.proveTop;
    this.#seats = new OwnSeats(view.chain, secretKeys);
    const tasks = new RetriedTasks(view.clock, RETRY, (error, key) => {
      if (!this.#stopped) reportFailure(view, error, key, dutyOf(key));
    });
    this.#tasks = tasks;
    this.#finished = new FinishedProofs(view, { book, tasks, gatherMs: init.gatherMs });
    const times = new ProvingTimes(expectedSeconds);
    const usual = new UsualTimes(expectedSeconds);
    this.#usual = usual;
    this.#times = times;
    const inputTimes = new InputTimes(LONGEST_NEED_MS);
    this.#inputTimes = inputTimes;
    const cost = { perSecond: BigInt(settings.costPerSecond) };
    const { confidence } = settings;
    const conduct = new OwnConduct(settings.mostMissed, view.emit);
    const ownNodes = this.#ownNodes;
    this.#openNodes = new OpenNodesOf(view.fetcher, inputTimes);
    const openNodes = this.#openNodes;
    const common = {
      settings,
      machines,
      cost,
      confidence,
      strategy,
      times,
      usual,
      inputTimes,
      tasks,
      conduct,
      ownNodes,
      openNodes,
    };
    this.#conduct = conduct;
    this.#voter = new Voter(view, { ...common, seats: this.#seats });
    this.#claimer = new Claimer(view, { ...common, work });
    this.#paths = new OwnPaths(view, { times, cost, prices: init.prices, ownNodes });
    this.#jobs = new ProvingJobs(view, { ...common, book, finished: this.#finished, paths: this.#paths });
    this.#selfTest = new SelfTest(view, { ...common, book });
  }

  /** The seats that this node's keys own on L1 now. */
  seats(): OwnSeat[] {
    return this.#seats.all();
  }

  update(): void {
    const { chain, clock, gate } = this.#view;
    if (this.#stopped || !chain.isReady) return;
    this.#noteRound();
    // A node that ends, or in whose round another machine may have signed, only finishes what its seats have claimed.
    const finishesOnly = this.#draining || !gate.mayPromise(chain.running, chain.now);
    if (!this.#draining) this.#voter.update();
    const { windows } = chain.running;
    const isProofTime = !chain.isStopped && roundPhase(windows, chain.now) === "proof";
    const seats = this.#seats.countedIn(chain.running);
    const own = seats.map(({ seat }) => seat);
    const worthwhile = isProofTime ? worthProving(this.#view, this.#proveTop, own) : [];
    const seatsOf = (known: KnownProposal): readonly OwnSeat[] => this.#seatsOf(known);
    this.#jobs.noteLate();
    this.#selfTest.noteLate();
    this.#jobs.stopUseless(worthwhile);
    this.#finished.update();
    const deadline = clock() + Number((windows?.proofEnd ?? chain.now) - chain.now) * 1_000;
    if (isProofTime) {
      const openIn = (known: KnownProposal) => this.#openIn(known);
      const freeMachines = this.#jobs.idle([...worthwhile, ...this.#claimedIn(worthwhile)], openIn);
      if (finishesOnly || !this.#conduct.isFit) this.#claimer.resend();
      else {
        this.#claimer.update([...worthwhile, ...this.#leftOutOf(worthwhile)], seats, {
          now: clock(),
          deadline,
          freeMachines,
        });
      }
    }
    const claimedIn = this.#claimedIn(worthwhile);
    if (finishesOnly) this.#jobs.start([], [...worthwhile, ...claimedIn], seatsOf, deadline);
    else this.#jobs.start(worthwhile, claimedIn, seatsOf, deadline);
    if (finishesOnly) return;
    const [best] = worthwhile;
    if (best !== undefined && seats[0] !== undefined && this.#jobs.free > 0) {
      this.#selfTest.update(best, seats[0]);
    }
  }

  drain(): void {
    this.#draining = true;
  }

  /** R8: proofs under way, and claimed nodes that wait for a machine. */
  load(): { readonly running: number; readonly waiting: number } {
    const { chain } = this.#view;
    const waiting = chain.isReady
      ? this.#jobs.waiting(this.#claimedIn([]), (known) => this.#openIn(known))
      : 0;
    return { running: this.#jobs.running, waiting };
  }

  /** R8: own claims whose nodes no kept proof on L1 shows, while a block that has them may still be proven. */
  owes(): string[] {
    const { chain } = this.#view;
    if (!chain.isReady || chain.isStopped) return [];
    const isOwn = (known: KnownProposal, seat: number): boolean =>
      this.#seatsOf(known).some((own) => own.seat === seat);
    return openClaims(this.#view, isOwn)
      .filter(({ known }) => !chain.isProofWindowOver(known.proposal))
      .map(
        ({ known: { id }, claim: { node, seat } }) =>
          `node ${nodeKey(node)} of ${id}, claimed by seat ${seat}`,
      );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#voter.stop();
    this.#jobs.stop();
    this.#selfTest.stop();
    await this.#tasks.settled();
  }

  /** M1: the block that wins as it stands, if L1's proofs of it leave own nodes out that pay for their path. */
  #leftOutOf(worthwhile: readonly KnownProposal[]): KnownProposal[] {
    const { chain, proposals } = this.#view;
    const best = proposals.get(chain.view.status.best);
    if (best === undefined || worthwhile.includes(best)) return [];
    return this.#paths.isWorthClaiming(best, this.#seatsOf(best)) ? [best] : [];
  }

  /** R8: other blocks in which own seats have claimed nodes, while L1 takes proofs of them. */
  #claimedIn(worthwhile: readonly KnownProposal[]): KnownProposal[] {
    const { chain, proposals } = this.#view;
    return proposals
      .all()
      .filter(
        (known) =>
          !worthwhile.includes(known) &&
          known.execution !== undefined &&
          !known.isBad &&
          !chain.isProofWindowOver(known.proposal) &&
          (chain.roundOf(known.proposal) !== undefined || chain.commitment(known.id)?.isFinal === true) &&
          this.#openIn(known).hasClaims,
      );
  }

  /** R8: of a block's nodes that bind own seats, those that are not done. */
  #openIn(known: KnownProposal): OpenNodes {
    const own = this.#ownNodes.of(known, this.#seatsOf(known));
    return this.#openNodes.of(known, own, this.#view.clock());
  }

  /** R4: own seats that count in the round of a block, by the keys that they had in it. */
  #seatsOf(known: KnownProposal): readonly OwnSeat[] {
    const { chain } = this.#view;
    const round = chain.roundOf(known.proposal) ?? chain.roundOfCommitment(known.id);
    return this.#seats.countedIn(round ?? chain.running);
  }

  /** Clears the state of the round before. */
  #noteRound(): void {
    const { key } = this.#view.chain.running;
    if (key === this.#roundKey) return;
    this.#roundKey = key;
    this.#voter.forgetGone();
    this.#claimer.clear();
    this.#jobs.forgetRound();
    this.#usual.settle();
    this.#times.settle();
    this.#inputTimes.settle();
    const { chain, proposals } = this.#view;
    this.#finished.drop(
      ({ id, proposal }) => proposals.get(id) === undefined || chain.isProofWindowOver(proposal),
    );
    this.#tasks.forgetFailures();
  }
}
