import { score } from "@trellis/protocol";
import {
  canEndRound,
  claimSeconds,
  commitTime,
  inRevealOrder,
  isTimeToBuild,
  type ProvableBid,
  type RevealTimes,
  revealFrom,
  revealTurn,
  worthProving,
} from "@trellis/strategy";
import type { RandomStreams } from "../../random/RandomStreams.ts";
import { EventLoop } from "../core/EventLoop.ts";
import { blockProofGas, COMMIT_GAS, FINALIZE_GAS } from "../l1/callGas.ts";
import { L1Chain } from "../l1/L1Chain.ts";
import { MachineQueue } from "../machines/MachineQueue.ts";
import { executionSeconds } from "../machines/provingTimes.ts";
import type { GossipMesh } from "../network/GossipMesh.ts";
import { judgeMs, NODE_PROOF_BYTES, revealBytes, VOTE_BYTES, VOTE_MS } from "../network/messageSizes.ts";
import { namedSeats } from "../proving/namedSeats.ts";
import type { BlockTask, ProvingNetwork } from "../proving/ProvingNetwork.ts";
import { ProvingRun } from "../proving/ProvingRun.ts";
import { drawSeats } from "./drawSeats.ts";
import type { RoundPlan, RoundResult } from "./RoundPlan.ts";

const NEVER = Number.POSITIVE_INFINITY;
const SECOND = 1_000;
/** Slots after the proof window for which `finalize` is waited for. */
const LAST_SLOTS = 20;
/** A token, wei: the first bid. The others fall by a twentieth each. */
const FIRST_BID = 10n ** 18n;
/** R14: α = 2. */
const ALPHA = 2 * 2 ** 16;
const UNCLES = { uncles: 8, uncleMinBps: 0 };
/** Numbers of the random streams of a round; `drawSeats` takes 0 and 5. */
const STREAMS = { votes: 1, proofs: 2, l1: 3, proposers: 4 };

type Bid = { -readonly [Field in keyof ProvableBid]: ProvableBid[Field] };

/** A round of one height at event level, from the opening of the proposal window until the block is final or the round is over. */
export class RoundRun {
  readonly #settings: RoundPlan;
  readonly #mesh: GossipMesh;
  readonly #loop = new EventLoop();
  readonly #l1: L1Chain;
  readonly #network: ProvingNetwork;
  readonly #proving: ProvingRun;
  readonly #tasks: readonly BlockTask[];
  readonly #bids: Bid[] = [];
  readonly #isCommitted: boolean[] = [];
  readonly #isSilent: readonly boolean[];
  readonly #executors: readonly MachineQueue[];
  readonly #times: RevealTimes;
  readonly #proofEnd: number;
  readonly #reveal: number;
  readonly #submit: number;
  #voters = 0;
  #revealedAt = NEVER;
  #provenAt = NEVER;
  #submittedAt = NEVER;
  #finalAt = NEVER;
  #isEnding = false;
  #gas = 0;
  #gwei = 0;

  /** @param mesh - of all seats, and then all proposers. */
  constructor(settings: RoundPlan, mesh: GossipMesh, streams: RandomStreams) {
    const { proposalWindow, proofWindow, seats, proposals, treeDepth, l1, machine } = settings;
    this.#settings = settings;
    this.#mesh = mesh;
    this.#proofEnd = (proposalWindow + proofWindow) * SECOND;
    const proposers = streams.stream(STREAMS.proposers);
    this.#isSilent = Array.from({ length: proposals }, () => proposers.chance(settings.silentProposers));
    this.#times = { proofStart: BigInt(proposalWindow), proofWindow, slotTime: l1.slotTime };
    const until = this.#proofEnd + LAST_SLOTS * l1.slotTime * SECOND;
    this.#l1 = new L1Chain(this.#loop, l1, streams.stream(STREAMS.l1), until);
    this.#network = {
      seats: drawSeats(settings, mesh, streams),
      usual: machine.seconds,
      noise: settings.noise,
      claimTime: claimSeconds(proofWindow),
      delays: mesh.delays(NODE_PROOF_BYTES),
      policy: settings.policy,
      deadline: this.#proofEnd,
    };
    const votes = streams.stream(STREAMS.votes);
    this.#tasks = Array.from({ length: proposals }, () => ({
      proposalId: Uint8Array.from({ length: 32 }, () => votes.below(256)),
      treeDepth,
      named: namedSeats(treeDepth, seats, votes),
      executedAt: new Float64Array(seats).fill(NEVER),
      executionMs: new Float64Array(seats),
    }));
    this.#executors = this.#network.seats.map(() => new MachineQueue(1));
    const proofs = streams.stream(STREAMS.proofs);
    this.#proving = new ProvingRun(this.#loop, this.#network, this.#tasks, proofs, {
      onProven: (block) => this.#onProven(block),
    });
    this.#reveal = this.#loop.on((proposal) => this.#onReveal(proposal));
    this.#submit = this.#loop.on((proposal) => this.#onSubmit(proposal));
    for (const proposal of this.#tasks.keys()) this.#propose(proposal);
    const open = this.#loop.on(() => this.#onProofWindow());
    this.#loop.at(proposalWindow * SECOND, open);
    const end = this.#loop.on(() => this.#endRound());
    this.#loop.at(this.#proofEnd, end);
  }

  run(): RoundResult {
    this.#loop.run();
    const { counts } = this.#proving;
    return {
      committed: this.#isCommitted.filter(Boolean).length,
      voters: this.#voters,
      revealedAt: this.#revealedAt / SECOND,
      provenAt: this.#provenAt / SECOND,
      submittedAt: this.#submittedAt / SECOND,
      finalAt: this.#finalAt / SECOND,
      winner: this.#winner(),
      proofsPerNode: counts.begun / this.#proving.blocks[0]!.count,
      machineHours: counts.machineSeconds / 3_600,
      claims: counts.claims,
      beaten: counts.beaten,
      broken: counts.broken,
      mostMachines: counts.mostMachines,
      gasMillions: this.#gas / 1e6,
      gasEther: this.#gwei / 1e9,
      trace: this.#loop.trace,
    };
  }

  /** P4.1, P5.1: votes come in until the proposer commits. Then L1 has to take the commitment in time. */
  #propose(proposal: number): void {
    const { proposalWindow, seats } = this.#settings;
    const timing = { windows: { start: 0n }, proposalWindow };
    let builtAt = 0;
    while (!isTimeToBuild({ ...timing, now: BigInt(builtAt) }, true)) builtAt++;
    const commitAt = Number(commitTime({ ...timing, now: BigInt(builtAt) })) * SECOND;
    // A vote takes about as long as the proposal took to its seat. The proposer checks one after the other.
    const way = this.#mesh.arrivals(seats + proposal, VOTE_BYTES).subarray(0, seats);
    const inOrder = [...way.keys()].sort((a, b) => way[a]! - way[b]!);
    const checks = new MachineQueue(1);
    const { named } = this.#tasks[proposal]!;
    for (const seat of inOrder) {
      const { end } = checks.take(builtAt * SECOND + 2 * way[seat]!, VOTE_MS);
      if (end <= commitAt) this.#voters += proposal === 0 ? 1 : 0;
      else for (const [node, other] of named.entries()) if (other === seat) named[node] = -1;
    }
    const burnBid = (FIRST_BID * BigInt(40 - proposal)) / 40n;
    const committed = score(Math.max(1, new Set(named).size), burnBid, ALPHA);
    const bid = { burnBid, provisional: committed, reachable: committed, final: undefined };
    this.#bids.push({ ...bid, revealedAt: undefined, block: "unknown", hasNewOwnSeat: false });
    this.#isCommitted.push(false);
    const commit = this.#loop.on(() =>
      this.#send(COMMIT_GAS, {
        onIncluded: (time) => {
          this.#isCommitted[proposal] = time <= proposalWindow * SECOND;
        },
        onUndone: () => {
          this.#isCommitted[proposal] = false;
        },
      }),
    );
    this.#loop.at(commitAt, commit);
  }

  #send(gas: number, receiver: { onIncluded(time: number): void; onUndone?(): void }): void {
    this.#l1.send(gas, {
      onIncluded: (time, cost) => {
        this.#gas += gas;
        this.#gwei += cost;
        receiver.onIncluded(time);
      },
      onUndone: () => receiver.onUndone?.(),
    });
  }

  /** P8.1. */
  #winner(): number | undefined {
    if (this.#finalAt === NEVER) return undefined;
    const finals = this.#bids.map(({ final = -1n }, proposal) => ({ proposal, final }));
    return finals.reduce((best, one) => (one.final > best.final ? one : best)).proposal;
  }

  #committedBids(): Bid[] {
    return this.#bids.filter((_, proposal) => this.#isCommitted[proposal]);
  }

  /** R17: the times of all who may reveal. */
  #onProofWindow(): void {
    const inOrder = inRevealOrder(this.#committedBids());
    for (const [place, bid] of inOrder.entries()) {
      const turn = this.#settings.reveals === "atOnce" ? 0 : place;
      const proposal = this.#bids.indexOf(bid);
      const from = Number(revealTurn(turn, this.#times).from) * SECOND;
      if (from < this.#proofEnd) this.#loop.at(from, this.#reveal, proposal);
    }
  }

  #onReveal(proposal: number): void {
    const { reveals, seats, treeDepth } = this.#settings;
    const { now } = this.#loop;
    const bid = this.#bids[proposal]!;
    if (this.#isSilent[proposal] === true || this.#isCommitted[proposal] !== true) return;
    const bids = this.#committedBids();
    if (reveals === "inTurn") {
      // The proposers of this model name all seats that they know of: none leaves seats of another out.
      const from = revealFrom(bids, bid, this.#times, () => false);
      if (from === undefined) return;
      const at = Number(from) * SECOND;
      if (at > now) {
        if (at < this.#proofEnd) this.#loop.at(at, this.#reveal, proposal);
        return;
      }
    }
    this.#revealedAt = Math.min(this.#revealedAt, now);
    bid.revealedAt = BigInt(Math.floor(now / SECOND));
    bid.block = "executed";
    const arrivals = this.#mesh.arrivals(seats + proposal, revealBytes(treeDepth));
    const { executedAt, executionMs } = this.#tasks[proposal]!;
    for (const [seat, executor] of this.#executors.entries()) {
      const { slowness } = this.#network.seats[seat]!;
      const work = judgeMs(treeDepth) + executionSeconds(treeDepth) * SECOND;
      executedAt[seat] = executor.take(now + arrivals[seat]!, work * slowness).end;
      executionMs[seat] = executionSeconds(treeDepth) * SECOND * slowness;
    }
    this.#rank();
    this.#proving.reveal(proposal);
  }

  /** P6.2: which blocks are worked on now. */
  #rank(): void {
    const worth = worthProving(this.#committedBids(), this.#times, UNCLES, this.#settings.proveTop);
    for (const [proposal, bid] of this.#bids.entries()) {
      const isWorth = worth.includes(bid);
      if (this.#proving.blocks[proposal]!.isWorthProving !== isWorth) {
        this.#proving.setWorthProving(proposal, isWorth);
      }
    }
  }

  /** The proposer submits the proof when it hears of it. */
  #onProven(proposal: number): void {
    const root = this.#proving.blocks[proposal]!;
    this.#provenAt = Math.min(this.#provenAt, this.#loop.now);
    this.#loop.at(root.heardAt(0, this.#settings.seats + proposal), this.#submit, proposal);
  }

  #onSubmit(proposal: number): void {
    const bid = this.#bids[proposal]!;
    this.#send(blockProofGas(this.#settings.treeDepth), {
      onIncluded: (time) => {
        if (time > this.#proofEnd) return;
        this.#submittedAt = Math.min(this.#submittedAt, time);
        bid.final = bid.provisional;
        this.#rank();
        this.#endRound();
      },
      onUndone: () => {
        bid.final = undefined;
        this.#submittedAt = NEVER;
      },
    });
  }

  /** P3.3, R16. */
  #endRound(): void {
    const bids = this.#committedBids().map(({ provisional, final }) => {
      const provenSeats = final === undefined ? 0 : 1;
      return { provisional, final, committedSeats: 1, provenSeats, isOwn: true };
    });
    const { proposalWindow, earlyEnd } = this.#settings;
    const seconds = (time: number): bigint => BigInt(Math.floor(time / SECOND));
    const canEnd = canEndRound(bids, {
      now: seconds(this.#loop.now),
      commitEnd: BigInt(proposalWindow),
      proofStart: BigInt(proposalWindow),
      proofEnd: seconds(this.#proofEnd),
      earlyEnd,
    });
    if (!canEnd || this.#isEnding || bids.every(({ final }) => final === undefined)) return;
    this.#isEnding = true;
    this.#send(FINALIZE_GAS, {
      onIncluded: (time) => {
        this.#finalAt = time;
        this.#loop.stop();
      },
    });
  }
}
