import { GENESIS_ALPHA, MOST_EXTENSIONS, type NodeKind } from "@trellis/protocol";
import { blockDepth } from "@trellis/strategy";
import type { RandomStream } from "../random/RandomStream.ts";
import type { Bid, Conduct, OpenBid, RoundView } from "./Agent.ts";
import { Assignments, type Voters } from "./assignSeats.ts";
import type { Block, BlockProof } from "./Block.ts";
import { CourtRecord } from "./CourtRecord.ts";
import { NOBODY } from "./dealNodes.ts";
import { isAccepted } from "./isAccepted.ts";
import type { PlayedRound } from "./PlayedRound.ts";
import { proveAlone, proveBlock } from "./proveBlock.ts";
import type { RoundWorldInit } from "./RoundWorldInit.ts";
import { runningSeats } from "./runningSeats.ts";
import { Scores } from "./Scores.ts";
import { SeatSet } from "./SeatSet.ts";
import { Seats } from "./Seats.ts";
import { type SettledRound, settleRound } from "./settleRound.ts";

/** Proving times by which the depth of blocks is chosen, seconds: measured ones of small machines. */
const SECONDS = { leaf: 6, merge: 25, root: 25 };

/** How much of a round of 720 s a node is claimed and not yet proven: 10 s for a leaf, 60 s for a merge (M7 in the specification). */
const CLAIMED_PART = { leaf: 10 / 720, merge: 60 / 720, root: 60 / 720 };

interface Entry {
  readonly bid: OpenBid;
  readonly block: Block;
  readonly voters: readonly Voters[];
}

/** Rounds of agents under the shipped rules: auction, votes, proofs, pay, bonds, penalties, α. No clock runs inside a round. */
export class RoundWorld {
  readonly seats: Seats;
  readonly scores = new Scores();
  readonly #init: RoundWorldInit;
  readonly #assignments = new Assignments();
  readonly #court: CourtRecord;
  readonly #nature: RandomStream;
  readonly #randoms: readonly RandomStream[];
  #alpha: number;
  #round = 0;
  #last: PlayedRound | undefined;

  constructor(init: RoundWorldInit) {
    this.#init = init;
    this.#alpha = init.alpha ?? GENESIS_ALPHA;
    this.#court = new CourtRecord(init.settings);
    this.#nature = init.streams.stream(0);
    this.seats = new Seats(init.streams.stream(1));
    this.#randoms = init.players.map((_, agent) => init.streams.stream(2 + agent));
    for (const [agent, { seats = 0 }] of init.players.entries()) this.seats.resize(agent, seats);
  }

  get alpha(): number {
    return this.#alpha;
  }

  /** Whole rounds, L1 seconds. */
  get secondsARound(): number {
    const { proposalWindow, proofWindow } = this.#init.settings.rollup;
    return proposalWindow + proofWindow;
  }

  /** Plays one round. */
  play(): PlayedRound {
    const { players, settings } = this.#init;
    const views = this.#views();
    const entries = this.#bids(views).map((bid) => this.#enter(bid, views));
    this.#answer(entries, views);
    const inOrder = this.#ranked(entries);
    const chances = players.map(({ uptime }) => uptime);
    const up = runningSeats(this.seats, chances, this.#nature);
    const proofs = new Map<number, BlockProof>();
    const proofCounts = players.map(() => 0);
    const { shown, isWithheld } = this.#reveal(inOrder, views);
    let missed: ReadonlyMap<number, readonly NodeKind[]> = new Map();
    const nobody = players.map(() => 0);
    let claims: Pick<PlayedRound, "bound" | "kept"> = { bound: nobody, kept: nobody };
    for (const { entry } of inOrder) {
      const { bid, block } = entry;
      if (bid.provenBy === "own") {
        const own = this.seats.of(bid.proposer).and(up);
        const proof = proveAlone(block, own.seats(), own);
        if (proof !== undefined) proofs.set(bid.place, proof);
      } else if (entry === shown) {
        const proving = proveBlock(block, this.#workforce(bid, views, up), this.#nature);
        if (proving.proof !== undefined) proofs.set(bid.place, proving.proof);
        missed = proving.missed;
        claims = { bound: proving.bound, kept: proving.kept };
      }
    }
    const blocks = entries
      .filter(({ block }) => block.committedSeats > 0)
      .map(({ bid, block }) => ({ bid, block, proof: proofs.get(bid.place) }));
    for (const { proof } of blocks) {
      if (proof === undefined) continue;
      const { provers } = proof;
      for (let i = 0; i < provers.length; i++) {
        if (provers[i] !== NOBODY) proofCounts[this.seats.owners[provers[i]!]!]! += 1;
      }
    }
    const parties = { owners: this.seats.owners, agents: players.length };
    const settled = settleRound(blocks, this.#alpha, settings, parties, this.scores);
    const won = settled.winner === undefined ? undefined : blocks[settled.winner]!;
    const cases = this.#convict(won?.bid === shown?.bid ? missed : new Map(), settled);
    this.#last = {
      ...settled,
      ...cases,
      ...claims,
      winner: won?.bid.place,
      bids: entries.map(({ bid, block }) => ({
        ...bid,
        committedSeats: block.committedSeats,
        isRevealed: shown?.bid === bid || bid.provenBy === "own",
        isProven: proofs.has(bid.place),
      })),
      proofs: proofCounts,
      isWithheld,
    };
    this.#alpha = settled.alpha;
    this.#round += 1;
    this.#note(this.#last);
    return this.#last;
  }

  #views(): RoundView[] {
    const { settings } = this.#init;
    const activeSeats = this.seats.active();
    const activeCount = activeSeats.count();
    const { proofWindow: proofSeconds } = settings.rollup;
    const task = { seats: activeCount, transactions: 0, mustHold: 0, seconds: SECONDS, proofSeconds };
    const common = {
      round: this.#round,
      now: this.#round * this.secondsARound,
      alpha: this.#alpha,
      settings,
      depth: blockDepth(task),
      activeSeats,
      activeCount,
      last: this.#last,
      seatsOf: (agent: number) => this.seats.of(agent),
    };
    return this.#randoms.map((random, self) => ({ ...common, self, random, ownSeats: this.seats.of(self) }));
  }

  #bids(views: readonly RoundView[]): OpenBid[] {
    return this.#init.players
      .flatMap(({ agent }, proposer) => this.#accepted(agent.propose?.(views[proposer]!) ?? [], proposer))
      .map((bid, place) => this.#open(bid, place, views));
  }

  #accepted(bids: readonly Bid[], proposer: number): (Bid & { readonly proposer: number })[] {
    const { rollup } = this.#init.settings;
    return bids.filter((bid) => isAccepted(bid, rollup)).map((bid) => ({ ...bid, proposer }));
  }

  #open(bid: Bid & { readonly proposer: number }, place: number, views: readonly RoundView[]): OpenBid {
    return { ...bid, place, treeDepth: bid.depth ?? views[0]!.depth };
  }

  /** R17: bids in the window's last slot, which a new lead extends. */
  #answer(entries: Entry[], views: readonly RoundView[]): void {
    for (let slot = 0; slot <= MOST_EXTENSIONS; slot++) {
      const count = entries.length;
      for (const [proposer, { agent }] of this.#init.players.entries()) {
        if (agent.answers === undefined) continue;
        const leader = this.#ranked(entries)[0]?.entry;
        const lead = leader && { ...leader.bid, committedSeats: leader.block.committedSeats };
        for (const bid of this.#accepted(agent.answers(views[proposer]!, lead), proposer)) {
          entries.push(this.#enter(this.#open(bid, entries.length, views), views));
        }
      }
      if (entries.length === count) return;
    }
  }

  #ranked(entries: readonly Entry[]) {
    const counted = entries.filter(({ block }) => block.committedSeats > 0);
    return this.scores.ranked(
      counted.map((entry) => withScore(entry)),
      this.#alpha,
    );
  }

  /** P5.1: who votes for a bid, and what its proposer commits. */
  #enter(bid: OpenBid, views: readonly RoundView[]): Entry {
    const voters = this.#init.players.flatMap(({ agent }, number): Voters[] => {
      if (this.seats.countOf(number) === 0) return [];
      const scopes = agent.votes === undefined ? "any" : agent.votes(views[number]!, bid);
      return scopes.length === 0 ? [] : [{ seats: this.seats.of(number), scopes }];
    });
    const all = SeatSet.empty();
    for (const { seats } of voters) all.addAll(seats);
    const chosen = bid.names === undefined ? all : bid.names(all);
    const assigned = this.#assignments.assign(voters, chosen, bid.treeDepth);
    let { committed } = assigned;
    if (bid.claimed !== undefined) {
      committed = committed.and(committed);
      committed.addAll(bid.claimed);
    }
    if (bid.unclaimed !== undefined) committed = committed.without(bid.unclaimed);
    const { proposer, burnBid, proverShareBps, treeDepth: depth } = bid;
    const block: Block = {
      proposer,
      burnBid,
      proverShareBps,
      depth,
      committed,
      committedSeats: committed.count(),
      get named() {
        return assigned.named;
      },
    };
    return { bid, voters, block };
  }

  /** R17: the first in rank that reveals. */
  #reveal(
    inOrder: readonly { readonly entry: Entry }[],
    views: readonly RoundView[],
  ): { readonly shown: Entry | undefined; readonly isWithheld: boolean } {
    let isWithheld = false;
    for (const [i, { entry }] of inOrder.entries()) {
      const { bid } = entry;
      if (bid.provenBy === "own" || bid.provenBy === "nobody") continue;
      const { agent } = this.#init.players[bid.proposer]!;
      const rival = inOrder[i + 1]?.entry.bid;
      if (agent.reveals === undefined || agent.reveals(views[bid.proposer]!, bid, rival)) {
        return { shown: entry, isWithheld };
      }
      isWithheld = true;
    }
    return { shown: undefined, isWithheld };
  }

  #workforce(bid: OpenBid, views: readonly RoundView[], up: SeatSet) {
    const { players, claimedPart = CLAIMED_PART } = this.#init;
    const conducts = players.map(
      ({ agent }, number): Conduct => agent.conduct?.(views[number]!, bid) ?? "prove",
    );
    const rescuers = players.flatMap(({ agent }, number) =>
      conducts[number] === "prove" && agent.rescues !== false ? this.seats.of(number).and(up).seats() : [],
    );
    return { owners: this.seats.owners, up, conducts, rescuers, claimedPart };
  }

  #convict(
    missed: ReadonlyMap<number, readonly NodeKind[]>,
    { nodePay }: SettledRound,
  ): { readonly penalties: bigint[]; readonly cases: number[] } {
    const { players } = this.#init;
    const penalties = players.map(() => 0n);
    const cases = players.map(() => 0);
    const now = this.#round * this.secondsARound;
    for (const [seat, kinds] of missed) {
      const agent = this.seats.owners[seat]!;
      const pay = kinds.reduce((sum, kind) => sum + nodePay[kind], 0n);
      penalties[agent]! += this.#court.convict(seat, pay, now);
      cases[agent]! += 1;
    }
    return { penalties, cases };
  }

  #note({ winner, bids, provers, alpha, pay }: PlayedRound): void {
    const { trace } = this.#init;
    if (trace === undefined) return;
    trace.add(winner ?? -1);
    trace.add(provers);
    trace.add(alpha);
    for (const { burnBid, committedSeats } of bids) {
      trace.add(Number(burnBid));
      trace.add(committedSeats);
    }
    for (const amount of pay.provers) trace.add(Number(amount));
  }
}

const withScore = (entry: Entry) => ({
  entry,
  seats: entry.block.committedSeats,
  burnBid: entry.block.burnBid,
});
