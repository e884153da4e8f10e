import { setImmediate as nextTurn } from "node:timers/promises";
import type { Gossip } from "@trellis/gossip";
import {
  type BatchedVote,
  compareInVoteBatch,
  fromHex,
  MAX_BATCH_VOTES,
  type RollupDomain,
  roundPhase,
} from "@trellis/protocol";
import { signVote } from "@trellis/protocol/keys";
import type { ProofCost, ProverStrategy } from "@trellis/strategy";
import { type Offer, type ProvingTimes, payTerms } from "@trellis/strategy";
import type { Hex } from "viem";
import type { RoundView } from "../../chain/RoundView.ts";
import type { ProverSettings } from "../../config/Configuration.ts";
import type { DutyGate } from "../../lease/DutyGate.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import type { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import type { OwnConduct } from "./OwnConduct.ts";
import type { OwnSeat, OwnSeats } from "./OwnSeats.ts";

/** Votes signed between two turns of the event loop: a few milliseconds. */
const SIGNED_PER_TURN = 32;

/** The parts of the node that a voter uses. */
export interface VoterView extends ProposalsView {
  readonly domain: RollupDomain;
  readonly gossip: Gossip;
  readonly gate: DutyGate;
  readonly emit: EventSink;
}

/** What a voter chooses by. */
export interface VoterInit {
  readonly settings: Pick<ProverSettings, "capacity">;
  /** Proofs that can be made at the same time now. */
  readonly machines: () => number;
  readonly cost: ProofCost;
  readonly confidence: number;
  readonly seats: OwnSeats;
  readonly strategy: ProverStrategy;
  readonly times: ProvingTimes;
  readonly tasks: RetriedTasks;
  readonly conduct: OwnConduct;
}

/** P4.2, R6: casts the votes that the strategy chooses, in each round that takes proposals (P3.4). All seats' votes for a proposal go together. */
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

  /** Starts sending the votes that are due. A prover without a machine sends none, nor does one that has missed too many claimed nodes. */
  update(): void {
    const { chain, gate } = this.#view;
    if (!this.#init.conduct.isFit || this.#init.machines() === 0) return;
    for (const round of chain.rounds) {
      if (!gate.mayPromise(round, chain.now)) continue;
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

  /** Whether a seat has voted for a proposal since this node started. */
  hasVoted(id: Hex, seat: number): boolean {
    return this.#cast.get(id)?.has(seat) ?? false;
  }

  /** Sends no further votes; the sending task ends on its own. */
  stop(): void {
    this.#stopped = true;
  }

  #voteIn(round: RoundView): void {
    const { chain, proposals } = this.#view;
    const { settings, machines, strategy, times, tasks, cost, confidence } = this.#init;
    const open = proposals.all().filter(({ proposal }) => chain.roundOf(proposal)?.key === round.key);
    const seats = this.#init.seats.countedIn(round);
    if (open.length === 0 || seats.length === 0) return;
    const offers = strategy.offer({
      proposals: open.map(({ id, proposal }) => ({
        id,
        terms: payTerms(chain.settings, proposal),
        burnBid: proposal.burnBid,
        cast: this.#cast.get(id) ?? new Map(),
      })),
      seats: seats.map(({ seat }) => seat),
      capacity: Math.min(settings.capacity, MAX_BATCH_VOTES),
      maxJobs: machines(),
      seconds: times.seconds,
      proofSeconds: chain.settings.proofWindow,
      cost,
      confidence,
    });
    for (const [id, own] of Map.groupBy(offers, ({ id }) => id)) {
      const known = proposals.get(id);
      if (known !== undefined) tasks.start(`vote ${id}`, () => this.#send(known, own, seats));
    }
  }

  async #send(known: KnownProposal, offers: readonly Offer[], seats: readonly OwnSeat[]): Promise<void> {
    const { gossip, emit } = this.#view;
    const proposalId = fromHex(known.id);
    const votes = await this.#sign(proposalId, offers, seats);
    for (let first = 0; first < votes.length; first += MAX_BATCH_VOTES) {
      if (this.#stopped) return;
      const batch = { proposalId, votes: votes.slice(first, first + MAX_BATCH_VOTES) };
      known.addBatch(batch);
      // After an error the batch is published again; gossip does not relay one that it knows.
      await gossip.publish("votes", batch);
    }
    if (this.#stopped) return;
    const cast = this.#cast.get(known.id) ?? new Map<number, number>();
    this.#cast.set(known.id, cast);
    for (const [seat, own] of Map.groupBy(votes, ({ seat }) => seat)) {
      cast.set(seat, own.length);
      emit({ event: "voted", proposalId: known.id, seat, votes: own.length });
    }
  }

  /** Signs the votes of all seats, in turns, as a batch holds them. @throws TRL-NOD-081 if this machine may not act any more. */
  async #sign(
    proposalId: Uint8Array,
    offers: readonly Offer[],
    seats: readonly OwnSeat[],
  ): Promise<BatchedVote[]> {
    const { domain, gate } = this.#view;
    const secretKeys = new Map(seats.map(({ seat, secretKey }) => [seat, secretKey]));
    const signed: BatchedVote[] = [];
    for (const { seat, votes } of offers) {
      const secretKey = secretKeys.get(seat);
      if (secretKey === undefined) continue;
      for (const scope of votes) {
        if (signed.length % SIGNED_PER_TURN === 0) {
          if (signed.length > 0) await nextTurn();
          gate.requireDuty();
        }
        const { signature } = signVote(domain, { ...scope, proposalId, seat }, secretKey);
        signed.push({ ...scope, seat, signature });
      }
    }
    return signed.sort(compareInVoteBatch);
  }
}
