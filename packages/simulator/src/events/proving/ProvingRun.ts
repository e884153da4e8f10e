import { awaitedSince, isOvertaken, PATIENCE, stopReason } from "@trellis/strategy";
import type { RandomStream } from "../../random/RandomStream.ts";
import type { EventLoop } from "../core/EventLoop.ts";
import { BlockState } from "./BlockState.ts";
import { noCounts, type ProvingCounts } from "./ProvingCounts.ts";
import type { BlockTask, ProvingNetwork } from "./ProvingNetwork.ts";
import { RescueCalls } from "./RescueCalls.ts";
import { SeatConduct } from "./SeatConduct.ts";
import { type ChosenProof, SeatDecisions } from "./SeatDecisions.ts";

const NEVER = Number.POSITIVE_INFINITY;

interface Job extends ChosenProof {
  readonly serial: number;
  readonly begunAt: number;
}

/** Who wants to know of a run. */
export interface ProvingObserver {
  /** A proof was begun; before the machine is taken. */
  onBegin?(seat: number, proof: ChosenProof): void;
  /** A block's root has its first proof. */
  onProven?(block: number): void;
}

/**
 * The proving of one or several revealed blocks, as events: nodes get ready as their inputs arrive at a seat, seats claim, prove, step in
 * for others and stop, each with one machine. What they do is decided by the strategy's rules ({@link SeatDecisions}). No event is made for
 * a message that changes nothing: when a seat has heard of something is computed when it matters.
 */
export class ProvingRun {
  readonly blocks: readonly BlockState[];
  readonly conduct: SeatConduct;
  readonly counts: ProvingCounts = noCounts();
  readonly #loop: EventLoop;
  readonly #network: ProvingNetwork;
  readonly #random: RandomStream;
  readonly #decisions: SeatDecisions;
  readonly #observer: ProvingObserver;
  /** By seat. */
  readonly #jobs: Job[][];
  readonly #mostJobs: number;
  readonly #rescues: RescueCalls;
  readonly #ready: number;
  readonly #claimOver: number;
  readonly #patienceOver: number;
  readonly #consider: number;
  readonly #done: number;
  readonly #heard: number;
  readonly #died: number;

  /** @param random - for the times of single proofs. */
  constructor(
    loop: EventLoop,
    network: ProvingNetwork,
    blocks: readonly BlockTask[],
    random: RandomStream,
    observer: ProvingObserver = {},
  ) {
    const seats = network.seats.length;
    this.blocks = blocks.map((task) => new BlockState(task, seats, network.delays));
    this.conduct = new SeatConduct(seats);
    this.#loop = loop;
    this.#network = network;
    this.#random = random;
    this.#observer = observer;
    this.#decisions = new SeatDecisions(network, this.blocks, this.conduct);
    this.#jobs = Array.from({ length: seats }, () => []);
    this.#mostJobs = network.jobs ?? 1;
    this.#rescues = new RescueCalls(loop, network, this.blocks, this.#decisions, (seat) =>
      this.#considerSeat(seat),
    );
    this.#ready = loop.on((node, block) => this.#considerSeat(this.blocks[block]!.named(node)));
    this.#claimOver = loop.on((node, block) => this.#onClaimOver(node, block));
    this.#patienceOver = loop.on((node, block) => this.#onPatienceOver(node, block));
    this.#consider = loop.on((seat) => this.#considerSeat(seat));
    this.#done = loop.on((seat, serial) => this.#onDone(seat, serial));
    this.#heard = loop.on((seat, serial) => this.#onHeard(seat, serial));
    this.#died = loop.on((seat, serial) => this.#onDied(seat, serial));
  }

  /** Lets a block's leaves be ready, each seat's when it has executed the block. Call it at the time of the reveal or later. */
  reveal(number: number): void {
    const block = this.blocks[number]!;
    const { executedAt } = block.task;
    block.noteExecutions();
    // Others judge by when the block was there for half of them.
    const usual = Math.max(this.#loop.now, executedAt.toSorted()[Math.floor(executedAt.length / 2)]!);
    for (let node = block.firstLeaf; node < block.count; node++) this.#onReady(node, number, usual);
  }

  /** P6.2: whether proofs of a block that nobody has claimed are begun, or stopped. */
  setWorthProving(number: number, isWorthProving: boolean): void {
    this.blocks[number]!.isWorthProving = isWorthProving;
    if (isWorthProving) this.#rescues.lookAtAll();
    this.#reconsider(number);
  }

  /** The round of a block is over, and another block is final. */
  lose(number: number): void {
    this.blocks[number]!.hasLost = true;
    this.setWorthProving(number, false);
  }

  /** Seats whose machines have nothing to do. */
  idle(): number[] {
    return [...this.#jobs.keys()].filter((seat) => this.#isAlive(seat) && this.#isFree(seat));
  }

  #isFree(seat: number): boolean {
    return this.#jobs[seat]!.length < this.#mostJobs;
  }

  #isAlive(seat: number): boolean {
    return this.#loop.now < this.#network.seats[seat]!.diesAt;
  }

  /** @param usual - when an observer in the middle of the network can prove the node. */
  #onReady(node: number, number: number, usual: number): void {
    const block = this.blocks[number]!;
    const { claimTime } = this.#network;
    const loop = this.#loop;
    block.readyAt[node] = usual;
    const named = block.named(node);
    if (named >= 0) {
      const readyAt = block.readyFor(node, named);
      if (readyAt < NEVER) loop.at(Math.max(loop.now, readyAt), this.#ready, node, number);
      const claimEnd = usual + block.usualExecution(node) + claimTime * 1_000;
      loop.at(Math.max(loop.now, claimEnd), this.#claimOver, node, number);
    }
    this.#rescues.watch(node, number);
  }

  #onClaimOver(node: number, number: number): void {
    const block = this.blocks[number]!;
    const named = block.named(node);
    if (block.claimedAt[node]! < NEVER || block.namedProvenAt[node]! < NEVER) return;
    if (this.conduct.missedClaim(named)) this.#rescues.lookAtAll();
  }

  #onPatienceOver(node: number, number: number): void {
    const block = this.blocks[number]!;
    if (block.namedProvenAt[node]! < NEVER) return;
    const named = block.named(node);
    block.isLate[node] = 1;
    if (!this.conduct.becameLate(named)) return;
    for (const [other, state] of this.blocks.entries()) {
      for (const node of state.ownNodes(named)) {
        if (state.readyAt[node]! <= this.#loop.now) this.#rescues.lookAt({ node, block: other });
      }
    }
  }

  #considerSeat(seat: number): void {
    if (seat < 0 || !this.#isAlive(seat)) return;
    const { now } = this.#loop;
    while (this.#isFree(seat)) {
      const { proof, lookAt } = this.#decisions.decide(seat, this.#rescues.of(seat), now);
      if (proof === undefined) {
        if (lookAt !== undefined && lookAt < this.#network.deadline)
          this.#loop.at(lookAt, this.#consider, seat);
        return;
      }
      this.#begin(seat, proof);
    }
  }

  #begin(seat: number, proof: ChosenProof): void {
    const { node, block: number, isClaimed } = proof;
    const block = this.blocks[number]!;
    const { now } = this.#loop;
    const { seats, noise } = this.#network;
    this.#observer.onBegin?.(seat, proof);
    if (isClaimed) {
      this.counts.claims++;
      block.claimedAt[node] = now;
      this.conduct.showedLife(seat);
      const patience = PATIENCE * this.#decisions.usual(number, node) * 1_000;
      const preparationMs = block.usualExecution(node);
      const seen = { readyAt: block.readyAt[node]!, isNamed: true, preparationMs, claimedAt: now };
      const since = awaitedSince(seen, this.#network.claimTime);
      this.#loop.at(Math.max(now, since + patience), this.#patienceOver, node, number);
      this.#tell(node, number, (other) => block.claimHeardAt(node, other));
    }
    const serial = this.counts.begun++;
    this.#jobs[seat]!.push({ ...proof, serial, begunAt: now });
    block.begun[node]!++;
    const machines = ++block.machines[node]!;
    this.counts.mostMachines = Math.max(this.counts.mostMachines, machines);
    const usual = this.#decisions.seconds(seat, number, node) * 1_000;
    const end = now + (noise > 0 ? this.#random.lognormal(Math.log(usual), noise) : usual);
    const { diesAt } = seats[seat]!;
    if (diesAt <= end) this.#loop.at(diesAt, this.#died, seat, serial);
    else this.#loop.at(end, this.#done, seat, serial);
    // A seat can claim a node of its own that it has heard to be proven: then it looks at once whether to go on.
    if (block.provenAt[node]! < NEVER)
      this.#loop.at(Math.max(now, block.heardAt(node, seat)), this.#heard, seat, serial);
  }

  #jobOf(seat: number, serial: number): Job | undefined {
    return this.#jobs[seat]!.find((job) => job.serial === serial);
  }

  #end(seat: number, job: Job): void {
    const jobs = this.#jobs[seat]!;
    jobs.splice(jobs.indexOf(job), 1);
    this.blocks[job.block]!.machines[job.node]!--;
    this.counts.machineSeconds += (this.#loop.now - job.begunAt) / 1_000;
  }

  #onDied(seat: number, serial: number): void {
    const job = this.#jobOf(seat, serial);
    if (job === undefined) return;
    this.#end(seat, job);
    if (job.isClaimed) this.counts.broken++;
  }

  #onDone(seat: number, serial: number): void {
    const job = this.#jobOf(seat, serial);
    if (job === undefined) return;
    const { node, block: number } = job;
    const block = this.blocks[number]!;
    const { now } = this.#loop;
    this.#end(seat, job);
    this.counts.made++;
    this.#network.ownTimes?.[seat]?.add(block.kind(node), (now - job.begunAt) / 1_000);
    // Proofs that come second go to everybody too.
    if (block.provenAt[node]! < NEVER) this.#network.delays.wait(now);
    this.conduct.showedLife(seat);
    const named = block.named(node);
    if (named === seat && block.namedProvenAt[node] === NEVER) {
      block.namedProvenAt[node] = now;
      if (block.isLate[node] === 1) this.conduct.madeUp(seat);
    }
    if (block.provenAt[node] === NEVER) {
      block.provenAt[node] = now;
      block.provenBy[node] = seat;
      block.sentAt[node] = now + this.#network.delays.wait(now);
      if (named !== seat && block.claimedAt[node]! < NEVER) this.counts.beaten++;
      this.#tell(node, number, (other) => block.heardAt(node, other));
      this.#onFirstProof(node, number);
    }
    this.#considerSeat(seat);
  }

  /** Those who are at work on a node hear of its claim or its first proof. */
  #tell(node: number, number: number, heardAt: (seat: number) => number): void {
    if (this.blocks[number]!.machines[node] === 0) return;
    for (let seat = 0; seat < this.#jobs.length; seat++) {
      for (const job of this.#jobs[seat]!) {
        if (job.node !== node || job.block !== number) continue;
        this.#loop.at(heardAt(seat), this.#heard, seat, job.serial);
      }
    }
  }

  #onFirstProof(node: number, number: number): void {
    const block = this.blocks[number]!;
    if (node === 0) {
      this.#observer.onProven?.(number);
      return;
    }
    const sibling = node % 2 === 0 ? node - 1 : node + 1;
    if (block.provenAt[sibling]! === NEVER) return;
    const sentAt = Math.max(block.sentAt[node]!, block.sentAt[sibling]!);
    this.#onReady((node - 1) >> 1, number, sentAt + this.#network.delays.usual);
  }

  #onHeard(seat: number, serial: number): void {
    const job = this.#jobOf(seat, serial);
    if (job !== undefined && this.#stopIfUseless(seat, job)) this.#considerSeat(seat);
  }

  /** P6.2, R8: as the strategy says. Returns whether it stopped. */
  #stopIfUseless(seat: number, job: Job): boolean {
    const { node, isClaimed, begunAt } = job;
    const block = this.blocks[job.block]!;
    const { hasLost, isWorthProving } = block;
    const { now } = this.#loop;
    const claimedAt = block.claimHeardAt(node, seat);
    const running = {
      isClaimed,
      isWorthProving,
      hasLost,
      isProven: block.heardAt(node, seat) <= now,
      isOvertaken:
        block.named(node) !== seat &&
        claimedAt <= now &&
        isOvertaken(begunAt, claimedAt, this.#decisions.usual(job.block, node)),
    };
    if (stopReason({ ...running, isOnPath: false, isKept: false }) === undefined) return false;
    this.#end(seat, job);
    this.counts.stopped++;
    return true;
  }

  #reconsider(number: number): void {
    for (const [seat, jobs] of this.#jobs.entries()) {
      for (const job of jobs.filter(({ block }) => block === number)) this.#stopIfUseless(seat, job);
    }
    for (const seat of this.idle()) this.#considerSeat(seat);
  }
}
