import { DEFAULT_LIMITS, type Gossip } from "@trellis/gossip";
import { fromHex, type RollupDomain, roundPhase } from "@trellis/protocol";
import { signVote } from "@trellis/protocol/keys";
import { type Offer, type ProverStrategy, type ProvingTimes, payTerms } from "@trellis/strategy";
import type { Hex } from "viem";
import type { RoundView } from "../../chain/RoundView.ts";
import type { ProverSettings } from "../../config/Configuration.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import type { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import type { OwnSeat, OwnSeats } from "./OwnSeats.ts";

/** The parts of the node that a voter uses. */
export interface VoterView extends ProposalsView {
  readonly domain: RollupDomain;
  readonly gossip: Gossip;
  readonly emit: EventSink;
}

export interface VoterInit {
  readonly settings: Pick<ProverSettings, "capacity" | "maxJobs">;
  readonly seats: OwnSeats;
  readonly strategy: ProverStrategy;
  readonly times: ProvingTimes;
  readonly tasks: RetriedTasks;
}

/** P4.2, P4.3: casts the votes that the strategy chooses, in each round that takes proposals (P3.4). */
export class Voter {
  readonly #view: VoterView;
  readonly #init: VoterInit;
  /** Number of votes that each seat has sent, by proposal. */
  readonly #cast = new Map<Hex, Map<number, number>>();
  #stopped = false;

  constructor(view: VoterView, init: VoterInit) {
    this.#view = view;
    this.#init = init;
  }

  /** Starts sending the votes that are due. */
  update(): void {
    const { chain } = this.#view;
    for (const round of chain.rounds) {
      const phase = roundPhase(round.windows, chain.now);
      if (phase === "waiting" || phase === "proposal") this.#voteIn(round);
    }
  }

  /** Drops votes for proposals that this node no longer knows. */
  forgetGone(): void {
    for (const id of this.#cast.keys()) {
      if (this.#view.proposals.get(id) === undefined) this.#cast.delete(id);
    }
  }

  /** Sends no further votes; the sending task ends on its own. */
  stop(): void {
    this.#stopped = true;
  }

  #voteIn(round: RoundView): void {
    const { chain, proposals } = this.#view;
    const { settings, strategy, times, tasks } = this.#init;
    const open = proposals.all().filter(({ proposal }) => chain.roundOf(proposal)?.key === round.key);
    const seats = this.#init.seats.countedIn(round.active);
    if (open.length === 0 || seats.length === 0) return;
    const rules = chain.view.status.settings;
    const offers = strategy.offer({
      proposals: open.map(({ id, proposal }) => ({
        id,
        terms: payTerms(rules, proposal),
        burnBid: proposal.burnBid,
        cast: this.#cast.get(id) ?? new Map(),
      })),
      seats: seats.map(({ seat }) => seat),
      capacity: Math.min(settings.capacity, DEFAULT_LIMITS.slots),
      maxJobs: settings.maxJobs,
      seconds: times.seconds,
      proofSeconds: rules.proofWindow,
      alpha: round.alpha,
      uncles: rules.uncles,
    });
    for (const [id, own] of Map.groupBy(offers, ({ id }) => id)) {
      const known = proposals.get(id);
      if (known !== undefined) tasks.start(`vote ${id}`, () => this.#send(known, own, seats));
    }
  }

  async #send(known: KnownProposal, offers: readonly Offer[], seats: readonly OwnSeat[]): Promise<void> {
    const { domain, gossip, emit } = this.#view;
    for (const { seat, votes } of offers) {
      const secretKey = seats.find((own) => own.seat === seat)?.secretKey;
      if (secretKey === undefined) continue;
      for (const scope of votes) {
        if (this.#stopped) return;
        const vote = signVote(domain, { ...scope, proposalId: fromHex(known.id), seat }, secretKey);
        known.addVote(vote);
        // After an error all votes are published again; gossip does not relay those that it knows.
        await gossip.publish("vote", vote);
      }
      const cast = this.#cast.get(known.id) ?? new Map<number, number>();
      this.#cast.set(known.id, cast.set(seat, votes.length));
      emit({ event: "voted", proposalId: known.id, seat, votes: votes.length });
    }
  }
}
