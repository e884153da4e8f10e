import { roundPhase } from "@trellis/protocol";
import { type NodeSeconds, ProvingTimes } from "@trellis/strategy";
import type { ProverStrategy } from "@trellis/strategy/second";
import type { Logger } from "pino";
import type { ProverSettings } from "../../config/Configuration.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProofBook } from "../../proposals/ProofBook.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { worthProving } from "../../proposals/worthProving.ts";
import type { Clock } from "../../tasks/Clock.ts";
import { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import type { Role } from "../Role.ts";
import { Claimer, type ClaimerView } from "./Claimer.ts";
import { FinishedProofs, type FinishedProofsView } from "./FinishedProofs.ts";
import { OwnConduct } from "./OwnConduct.ts";
import { type OwnSeat, OwnSeats } from "./OwnSeats.ts";
import { ProvingJobs, type ProvingView } from "./ProvingJobs.ts";
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
}

/** P1.3: votes for proposals, claims and proves the nodes of its seats, and proves nodes that others leave unproven. */
export class ProverRole implements Role {
  readonly #view: ProverView;
  readonly #proveTop: number;
  readonly #tasks: RetriedTasks;
  readonly #seats: OwnSeats;
  readonly #voter: Voter;
  readonly #claimer: Claimer;
  readonly #finished: FinishedProofs;
  readonly #jobs: ProvingJobs;
  #roundKey = "";
  #stopped = false;

  constructor(view: ProverView, init: ProverInit) {
    const { settings, book, secretKeys, strategy, expectedSeconds: usualSeconds } = init;
    this.#view = view;
    this.#proveTop = settings.proveTop;
    this.#seats = new OwnSeats(view.chain, secretKeys);
    const tasks = new RetriedTasks(view.clock, RETRY, (error, key) => {
      if (!this.#stopped) view.log.warn({ error, task: key }, "a prover's task failed");
    });
    this.#tasks = tasks;
    this.#finished = new FinishedProofs(view, book, tasks);
    const times = new ProvingTimes(usualSeconds);
    const cost = { perSecond: BigInt(settings.costPerSecond) };
    const { confidence } = settings;
    const conduct = new OwnConduct();
    const common = { settings, cost, confidence, strategy, times, usualSeconds, tasks, conduct };
    this.#voter = new Voter(view, { ...common, seats: this.#seats });
    this.#claimer = new Claimer(view, common);
    this.#jobs = new ProvingJobs(view, { ...common, book, finished: this.#finished });
  }

  /** The seats that this node's keys own on L1 now. */
  seats(): OwnSeat[] {
    return this.#seats.all();
  }

  update(): void {
    const { chain, clock } = this.#view;
    if (this.#stopped || !chain.isReady) return;
    this.#noteRound();
    this.#voter.update();
    const { windows } = chain.running;
    const isProofTime = !chain.isStopped && roundPhase(windows, chain.now) === "proof";
    const seats = this.#seats.countedIn(chain.running);
    const own = seats.map(({ seat }) => seat);
    const worthwhile = isProofTime ? worthProving(this.#view, this.#proveTop, own) : [];
    this.#jobs.stopUseless(worthwhile);
    this.#finished.update();
    const deadline = clock() + Number((windows?.proofEnd ?? chain.now) - chain.now) * 1_000;
    if (isProofTime) {
      this.#claimer.update(worthwhile, seats, { now: clock(), deadline, freeMachines: this.#jobs.free });
    }
    this.#jobs.start(worthwhile, this.#claimedIn(worthwhile, seats), seats, deadline);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#voter.stop();
    this.#jobs.stop();
    await this.#tasks.settled();
  }

  /** R8: other blocks in which own seats have claimed nodes, while L1 takes proofs of them. */
  #claimedIn(worthwhile: readonly KnownProposal[], seats: readonly OwnSeat[]): KnownProposal[] {
    const { chain, proposals } = this.#view;
    return proposals
      .all()
      .filter(
        (known) =>
          !worthwhile.includes(known) &&
          known.execution !== undefined &&
          known.claims().some(({ seat }) => seats.some((own) => own.seat === seat)) &&
          !chain.isProofWindowOver(known.proposal) &&
          (chain.roundOf(known.proposal) !== undefined || chain.commitment(known.id)?.isFinal === true),
      );
  }

  /** Clears the state of the round before. */
  #noteRound(): void {
    const { key } = this.#view.chain.running;
    if (key === this.#roundKey) return;
    this.#roundKey = key;
    this.#voter.forgetGone();
    this.#claimer.clear();
    this.#jobs.forgetRound();
    this.#tasks.forgetFailures();
  }
}
