import { nodeNumber } from "@trellis/protocol";
import {
  type ProofOption,
  type ProofOptions,
  proofOptions,
  type ReadyNode,
} from "../proving/proofOptions.ts";
import { rescueOpensAt, rescueTime } from "../proving/rescueTime.ts";
import { type SeatsInRound, seatsInRound } from "../proving/seatsInRound.ts";
import { isOvertaken, stopReason } from "../proving/stopReason.ts";
import { startClaims } from "../voting/startClaims.ts";
import { makeNetworkBlock, type Place, type ProvingNetwork, type Seat } from "./networkBlock.ts";

/** What came of a block. */
export interface ProvingResult {
  /** Proofs that were started, for each node. */
  readonly proofsPerNode: number;
  /** Most machines that were at work on one node at the same time. */
  readonly mostMachines: number;
  /** Claimed nodes that their seats have neither proven nor are at work on. */
  readonly brokenClaims: number;
  /** Nodes proven in the window. */
  readonly proven: number;
  /** When the root was proven; undefined if it was not. */
  readonly end: number | undefined;
}

/** For tests: runs the decisions of all provers of a network on one block, step by step. */
export function proveBlock(network: ProvingNetwork): ProvingResult {
  return new NetworkRun(network).run();
}

class NetworkRun {
  readonly #network: ProvingNetwork;
  readonly #seats: readonly Seat[];
  readonly #places: readonly Place[];
  /** Nodes of each seat. */
  readonly #named = new Map<number, ReadyNode[]>();
  #now = 0;
  #started = 0;
  #mostMachines = 0;
  #conduct: SeatsInRound = { silent: new Set(), late: new Set() };

  constructor(network: ProvingNetwork) {
    const { seats, places } = makeNetworkBlock(network);
    this.#network = network;
    this.#seats = seats;
    this.#places = places;
    for (const { seat } of seats) this.#named.set(seat, []);
    for (const { ready } of places) {
      if (ready.named !== undefined) this.#named.get(ready.named)!.push(ready);
    }
  }

  run(): ProvingResult {
    const { proofWindow, step } = this.#network;
    const root = this.#places[0]!.ready;
    for (; this.#now < proofWindow * 1_000 && root.provenBy.length === 0; this.#now += step * 1_000) {
      this.#finishProofs();
      this.#openNodes();
      this.#observe();
      this.#claim();
      this.#stopUseless();
      this.#startProofs();
    }
    return {
      brokenClaims: this.#places.filter((place) => this.#isBroken(place)).length,
      proofsPerNode: this.#started / this.#places.length,
      mostMachines: this.#mostMachines,
      proven: this.#places.filter(({ ready }) => ready.provenBy.length > 0).length,
      end: root.provenBy.length > 0 ? this.#now / 1_000 : undefined,
    };
  }

  #finishProofs(): void {
    for (const seat of this.#seats) {
      if (seat.job === undefined || seat.job.end > this.#now) continue;
      this.#placeOf(seat.job.option).ready.provenBy.push(seat.seat);
      this.#end(seat);
    }
  }

  #openNodes(): void {
    for (const [number, { ready }] of this.#places.entries()) {
      const below = [this.#places[2 * number + 1], this.#places[2 * number + 2]];
      const isReady = below.every((child) => child === undefined || child.ready.provenBy.length > 0);
      if (ready.readyAt < 0 && isReady) ready.readyAt = this.#now;
    }
  }

  #observe(): void {
    const { treeDepth, seconds, claimTime } = this.#network;
    const open = this.#places.map(({ ready }) => ready).filter(isOpen);
    this.#conduct = seatsInRound(open, treeDepth, seconds, claimTime, this.#now);
  }

  #claim(): void {
    const { treeDepth, seconds, claimTime, proofWindow } = this.#network;
    for (const { seat, slowness } of this.#idle()) {
      const own = this.#named.get(seat)!.filter(isOpen);
      if (own.length === 0) continue;
      const nodes = own.map(({ node, readyAt, isClaimed, provenBy }) => {
        return {
          node,
          seat,
          hasCast: true,
          isBound: true,
          readyAt,
          isClaimed,
          hasProven: provenBy.includes(seat),
        };
      });
      const claims = startClaims(nodes, {
        treeDepth,
        now: this.#now,
        deadline: proofWindow * 1_000,
        freeMachines: 1,
        seconds: {
          leaf: seconds.leaf * slowness,
          merge: seconds.merge * slowness,
          root: seconds.root * slowness,
        },
        usualSeconds: seconds,
        claimTime,
        inputMs: 0,
      });
      for (const { node } of claims) {
        const place = this.#places[nodeNumber(node)]!;
        place.ready.isClaimed = true;
        place.claimedAt ??= this.#now;
      }
    }
  }

  #stopUseless(): void {
    for (const seat of this.#seats) {
      if (seat.job === undefined) continue;
      const { option, begunAt } = seat.job;
      const { isClaimed, isNamed } = option;
      const { ready, claimedAt, time } = this.#placeOf(option);
      const facts = { isOnPath: false, isWorthProving: true, hasLost: false, isKept: false };
      const running = {
        isClaimed,
        isProven: ready.provenBy.length > 0,
        isOvertaken: !isNamed && isOvertaken(begunAt, claimedAt, time),
        ...facts,
      };
      if (stopReason(running) !== undefined) this.#end(seat);
    }
  }

  /** To save time, only seats whose turn it is somewhere look at all nodes. */
  #startProofs(): void {
    const called = new Set<number>();
    const waiting: ReadyNode[] = [];
    for (const place of this.#places) {
      if (!isOpen(place.ready) || place.ready.provenBy.length > 0) continue;
      const inTurn = this.#seatsInTurn(place);
      if (inTurn === undefined) continue;
      waiting.push(place.ready);
      for (const seat of inTurn) called.add(seat);
    }
    for (const seat of this.#idle()) {
      const [claimed] = this.#optionsOf(seat, this.#named.get(seat.seat)!.filter(isOpen)).options;
      if (claimed?.isClaimed === true) this.#begin(seat, claimed);
      else if (called.has(seat.seat)) {
        const [option] = this.#optionsOf(seat, waiting).options;
        if (option !== undefined) this.#begin(seat, option);
      }
    }
  }

  /** The seats whose turn has come at a node; undefined while it is not open to others. */
  #seatsInTurn({ ready, time, inOrder }: Place): number[] | undefined {
    const { readyAt, named, isClaimed } = ready;
    const { silent, late } = this.#conduct;
    const isLate = named !== undefined && late.has(named);
    const node = { readyAt, isNamed: named !== undefined, isClaimed, isLate };
    const opensAt = rescueOpensAt(node, time, this.#network.claimTime);
    if (opensAt > this.#now) return undefined;
    const turn: number[] = [];
    for (const seat of inOrder()) {
      if (rescueTime(opensAt, turn.length, time) > this.#now) break;
      if (!silent.has(seat)) turn.push(seat);
    }
    return turn;
  }

  #optionsOf({ seat }: Seat, nodes: readonly ReadyNode[]): ProofOptions {
    const { treeDepth, seconds, claimTime } = this.#network;
    const common = { treeDepth, seconds, claimTime, now: this.#now };
    return proofOptions(nodes, { ...common, ...this.#conduct, seats: [seat] });
  }

  #begin(seat: Seat, option: ProofOption): void {
    const place = this.#placeOf(option);
    seat.job = { option, begunAt: this.#now, end: this.#now + place.time * 1_000 * seat.slowness };
    this.#started++;
    place.machines++;
    this.#mostMachines = Math.max(this.#mostMachines, place.machines);
  }

  #end(seat: Seat): void {
    this.#placeOf(seat.job!.option).machines--;
    seat.job = undefined;
  }

  #isBroken({ ready: { node, named, isClaimed, provenBy } }: Place): boolean {
    if (!isClaimed || provenBy.includes(named!)) return false;
    const atWork = this.#seats[named!]!.job?.option.node;
    return atWork === undefined || nodeNumber(atWork) !== nodeNumber(node);
  }

  #idle(): Seat[] {
    return this.#seats.filter(({ isDead, job }) => !isDead && job === undefined);
  }

  #placeOf({ node }: ProofOption): Place {
    return this.#places[nodeNumber(node)]!;
  }
}

const isOpen = ({ readyAt }: ReadyNode): boolean => readyAt >= 0;
