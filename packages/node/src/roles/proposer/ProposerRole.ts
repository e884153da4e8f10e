import type { AccountSigner } from "@trellis/l1";
import { TrellisError, toHex } from "@trellis/protocol";
import type { BuilderStrategy } from "@trellis/strategy";
import {
  type AssignNodes,
  type OwnProposal,
  type ProposerAction,
  proposerActions,
  revealFrom,
} from "@trellis/strategy";
import type { Logger } from "pino";
import type { RoundView } from "../../chain/RoundView.ts";
import type { ProposerSettings } from "../../config/Configuration.ts";
import type { OwnReveals } from "../../disk/OwnReveals.ts";
import type { DutyGate } from "../../lease/DutyGate.ts";
import { expectedWinner } from "../../proposals/expectedWinner.ts";
import { knownBids } from "../../proposals/knownBids.ts";
import { revealTimes } from "../../proposals/revealTimes.ts";
import type { Clock } from "../../tasks/Clock.ts";
import { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import { dutyOf } from "../../telemetry/duties.ts";
import { reportFailure } from "../../telemetry/reportFailure.ts";
import { MessageTermsReader } from "../messageTerms.ts";
import { type PublishView, publishTransactions } from "../publishing/publishTransactions.ts";
import type { Role } from "../Role.ts";
import { Bidder, type BidderView } from "./Bidder.ts";
import { Committer, type CommitterView, type KnownConduct } from "./Committer.ts";
import { type OwnBlock, OwnBlocks, type OwnBlocksView } from "./OwnBlocks.ts";
import { ProposingTimes } from "./ProposingTimes.ts";
import { type RevealView, revealOrder } from "./revealOrder.ts";

/** Pauses after a failed attempt. */
const RETRY = { firstMs: 1_000, maxMs: 30_000 };

/** The parts of the node that a proposer uses. */
export interface ProposerView extends OwnBlocksView, BidderView, CommitterView, RevealView, PublishView {
  readonly clock: Clock;
  readonly gate: DutyGate;
  readonly log: Logger;
}

/** The dependencies of a {@link ProposerRole}. */
export interface ProposerInit {
  readonly settings: Pick<ProposerSettings, "depth" | "queue" | "bondRiskBps">;
  /** Of the L1 account, which proposals and commitments are by. */
  readonly signer: AccountSigner;
  readonly strategy: BuilderStrategy;
  /** P5.1: how votes are assigned to nodes. */
  readonly assign: AssignNodes;
  /** What was seen of the seats. */
  readonly conduct: KnownConduct;
  /** Whether this node votes for its own proposals, so that it needs no peers. */
  readonly votesItself: boolean;
  /** Where committed orders are saved for later runs; without it, a restart loses them. */
  readonly reveals?: OwnReveals;
}

/** P1.2: builds blocks, bids for them, commits transcripts and reveals orders. `proposerActions` decides when. */
export class ProposerRole implements Role {
  readonly duty = "reveal";
  readonly #view: ProposerView;
  readonly #votesItself: boolean;
  readonly #life = new AbortController();
  readonly #tasks: RetriedTasks;
  readonly #blocks: OwnBlocks;
  readonly #bidder: Bidder;
  readonly #committer: Committer;
  readonly #times = new ProposingTimes();
  #roundKeys = "";
  #draining = false;

  constructor(view: ProposerView, init: ProposerInit) {
    const { settings, signer, strategy, assign, conduct, votesItself, reveals } = init;
    const { signal } = this.#life;
    this.#view = view;
    this.#votesItself = votesItself;
    this.#tasks = new RetriedTasks(view.clock, RETRY, (error, key) => {
      if (!signal.aborted) reportFailure(view, error, key, dutyOf(key));
    });
    this.#blocks = new OwnBlocks(view, reveals);
    const { blocks, tasks } = { blocks: this.#blocks, tasks: this.#tasks };
    const terms = new MessageTermsReader(view);
    this.#bidder = new Bidder(view, { settings, signer, strategy, terms, blocks, tasks, signal });
    this.#committer = new Committer(view, { assign, conduct, reveals, terms });
  }

  update(): void {
    const { chain } = this.#view;
    if (this.#life.signal.aborted || !chain.isReady || chain.isStopped) return;
    const { rounds } = chain;
    const roundKeys = rounds.map(({ key }) => key).join();
    if (roundKeys !== this.#roundKeys) {
      this.#roundKeys = roundKeys;
      this.#tasks.forgetFailures();
    }
    this.#blocks.forgetDecided();
    for (const round of rounds) this.#play(round);
  }

  drain(): void {
    this.#draining = true;
  }

  /** P6.1, R9: own commitments that lead and are not revealed: their bonds are at stake. */
  owes(): string[] {
    const { chain } = this.#view;
    if (!chain.isReady || chain.isStopped) return [];
    const expected = expectedWinner(this.#view)?.id;
    return chain.rounds.flatMap((round) => {
      const own = this.#blocks.of(round);
      if (own === undefined || own.isRevealed || own.known.id !== expected) return [];
      return this.#blocks.isTaken(own)
        ? [`the order of ${own.known.id}, which leads and is not revealed`]
        : [];
    });
  }

  async stop(): Promise<void> {
    this.#life.abort(new TrellisError("TRL-NOD-007", "the node was stopped"));
    await this.#tasks.settled();
  }

  /** Starts the actions that are due in a round. */
  #play(round: RoundView): void {
    const { chain, gossip, gate } = this.#view;
    const takesNothingOn = this.#draining || !gate.mayPromise(round, chain.now);
    const own = this.#blocks.of(round);
    if (own?.transcript === undefined) own?.times?.arrivals.note(own.known.voteCount, this.#view.clock());
    const actions = proposerActions({
      windows: round.windows,
      now: chain.now,
      proposalWindow: chain.settings.proposalWindow,
      pipelined: chain.settings.pipelined,
      hasVoters: this.#votesItself || gossip.peers().length > 0,
      own: own && this.#viewOf(own),
      usual: this.#times.usual,
    });
    for (const action of actions) {
      if (takesNothingOn && (action === "propose" || action === "commit")) continue;
      if (action === "propose") {
        const key = `propose ${round.key}`;
        this.#tasks.start(key, () => this.#bidder.propose(round, key));
      } else {
        this.#tasks.start(`${action} ${own!.known.id}`, () => this.#act(action, own!));
      }
    }
  }

  async #act(action: Exclude<ProposerAction, "propose">, own: OwnBlock): Promise<void> {
    if (action === "commit") await this.#commit(own);
    else if (action === "reveal") await revealOrder(this.#view, own);
    else {
      await publishTransactions(this.#view, own.known.execution!.data, own.known.id);
      own.isPublished = true;
    }
  }

  async #commit(own: OwnBlock): Promise<void> {
    await this.#committer.commit(own);
    const { times, committedIn } = own;
    const voting = times?.arrivals.seconds;
    if (committedIn === undefined || times === undefined || voting === undefined) return;
    this.#times.add({ building: times.building, voting });
  }

  #viewOf(own: OwnBlock): OwnProposal {
    const { chain } = this.#view;
    const { known, commitAt, isUnfit, isRevealed, isPublished, transcript } = own;
    const { proposal } = known;
    const expected = expectedWinner(this.#view)?.id;
    return {
      expiry: proposal.expiry,
      commitAt,
      votes: transcript?.entries.length ?? known.voteCount,
      isOutdated: isUnfit || (!chain.isRunning(proposal) && expected !== toHex(proposal.parent)),
      commitment: this.#commitmentOf(own),
      revealAt: this.#revealAt(own),
      isRevealed,
      isExpectedWinner: expected === known.id,
      isPublished: isPublished || known.execution === undefined,
    };
  }

  /** R17: from when the block is revealed, L1 seconds. After a restart an order that peers have seen is sent again. */
  #revealAt({ known, isRevealed }: OwnBlock): bigint | undefined {
    const times = revealTimes(this.#view.chain);
    if (times === undefined || isRevealed) return undefined;
    const bids = knownBids(this.#view);
    const own = bids.find((bid) => bid.known === known);
    if (own === undefined) return undefined;
    if (own.revealedAt !== undefined) return own.revealedAt;
    const { committed } = known;
    return revealFrom(bids, own, times, (bid) => {
      const theirs = bid.known.committed;
      return committed !== undefined && theirs !== undefined && !committed.isSubsetOf(theirs);
    });
  }

  #commitmentOf(own: OwnBlock): OwnProposal["commitment"] {
    if (this.#blocks.isTaken(own)) return "taken";
    const { committedIn, known } = own;
    // If the view should contain a commitment but does not, a reorganisation has undone it (P5.3).
    const isUnseen = committedIn !== undefined && this.#view.chain.view.block.number < committedIn;
    return isUnseen || this.#tasks.isRunning(`commit ${known.id}`) ? "underway" : "none";
  }
}
