import { windowsOf } from "@trellis/l1";
import { roundPhase } from "@trellis/protocol";
import { type NodeSeconds, type ProverStrategy, ProvingTimes } from "@trellis/strategy";
import type { Logger } from "pino";
import type { ProverSettings } from "../../config/Configuration.ts";
import type { ProofBook } from "../../proposals/ProofBook.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { worthProving } from "../../proposals/worthProving.ts";
import type { Clock } from "../../tasks/Clock.ts";
import { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import type { Role } from "../Role.ts";
import { FinishedProofs, type FinishedProofsView } from "./FinishedProofs.ts";
import { type OwnSeat, OwnSeats } from "./OwnSeats.ts";
import { ProvingJobs, type ProvingView } from "./ProvingJobs.ts";
import { Voter, type VoterView } from "./Voter.ts";

/** Pauses after a node could not be proven, or votes or a proof could not be sent. */
const RETRY = { firstMs: 1_000, maxMs: 60_000 };

/** The parts of the node that a prover uses. */
export interface ProverView extends ProposalsView, VoterView, ProvingView, FinishedProofsView {
  readonly clock: Clock;
  readonly log: Logger;
}

/** The dependencies of a {@link ProverRole}. */
export interface ProverInit {
  readonly settings: Pick<ProverSettings, "capacity" | "maxJobs" | "proveTop" | "rescueSeconds">;
  readonly book: ProofBook;
  /** Keys of its seats. */
  readonly secretKeys: readonly Uint8Array[];
  readonly strategy: ProverStrategy;
  /** How long proofs are expected to take until some have been measured. */
  readonly expectedSeconds: NodeSeconds;
}

/** P1.3: votes for proposals, and proves the nodes of its seats and nodes that others leave unproven. */
export class ProverRole implements Role {
  readonly #view: ProverView;
  readonly #proveTop: number;
  readonly #tasks: RetriedTasks;
  readonly #seats: OwnSeats;
  readonly #voter: Voter;
  readonly #finished: FinishedProofs;
  readonly #jobs: ProvingJobs;
  #roundKey = "";
  #stopped = false;

  constructor(view: ProverView, init: ProverInit) {
    const { settings, book, secretKeys, strategy } = init;
    this.#view = view;
    this.#proveTop = settings.proveTop;
    this.#seats = new OwnSeats(view.chain, secretKeys);
    this.#tasks = new RetriedTasks(view.clock, RETRY, (error, key) => {
      if (!this.#stopped) view.log.warn({ error, task: key }, "a prover's task failed");
    });
    this.#finished = new FinishedProofs(view, book, this.#tasks);
    const times = new ProvingTimes(init.expectedSeconds);
    const common = { settings, seats: this.#seats, strategy, times, tasks: this.#tasks };
    this.#voter = new Voter(view, common);
    this.#jobs = new ProvingJobs(view, { ...common, book, finished: this.#finished });
  }

  /** The seats that this node's keys own on L1 now. */
  seats(): OwnSeat[] {
    return this.#seats.all();
  }

  update(): void {
    const { chain } = this.#view;
    if (this.#stopped || !chain.isReady) return;
    this.#noteRound();
    this.#voter.update();
    const isProofTime = roundPhase(windowsOf(chain.view.status), chain.now) === "proof";
    const worthwhile = isProofTime ? worthProving(this.#view, this.#proveTop) : [];
    this.#jobs.stopUseless(worthwhile);
    if (!isProofTime) return;
    this.#finished.update();
    this.#jobs.start(worthwhile);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#voter.stop();
    this.#jobs.stop();
    await this.#tasks.settled();
  }

  /** Clears the state of the round before. */
  #noteRound(): void {
    const { height, round } = this.#view.chain.view.status;
    const roundKey = `${height}/${round}`;
    if (roundKey === this.#roundKey) return;
    this.#roundKey = roundKey;
    this.#voter.forgetGone();
    this.#finished.clear();
    this.#tasks.forgetFailures();
  }
}
