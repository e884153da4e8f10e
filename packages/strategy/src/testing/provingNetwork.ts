import {
  type NodeKind,
  nodeAt,
  nodeCount,
  nodeKind,
  nodeNumber,
  ROOT_NODE,
  type Vote,
} from "@trellis/protocol";
import { assign } from "../assigning/assignment.ts";
import { spreadOut } from "../second/assigning/spreadOut.ts";
import { type ProofOption, proofOptions, type ReadyNode } from "../second/proving/proofOptions.ts";
import { RescueOrder } from "../second/proving/RescueOrder.ts";
import { rescueOpensAt, rescueTime } from "../second/proving/rescueTime.ts";
import { seatsInRound } from "../second/proving/seatsInRound.ts";
import { stopReason } from "../second/proving/stopReason.ts";
import { startClaims } from "../second/voting/startClaims.ts";

/** A network of provers with one machine each that proves one block. Times are seconds. */
export interface ProvingNetwork {
  readonly seats: number;
  readonly treeDepth: number;
  readonly seconds: Readonly<Record<NodeKind, number>>;
  /** Standard deviation of the logarithm of the seats' speeds. */
  readonly spread: number;
  /** Part of the seats that do nothing. */
  readonly dead: number;
  readonly claimTime: number;
  readonly proofWindow: number;
  /** Step of the simulated time: messages of one step are seen in the next one. */
  readonly step: number;
  readonly seed: number;
}

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

/** Numbers 0 ≤ x < 1 that only the seed decides (a linear congruence of 2^48). */
function numbers(seed: number): () => number {
  let state = BigInt(seed) * 0x5deece66dn;
  return () => {
    state = (state * 0x5deece66dn + 11n) & ((1n << 48n) - 1n);
    return Number(state >> 16n) / 2 ** 32;
  };
}

interface Job {
  readonly option: ProofOption;
  readonly end: number;
}

interface Seat {
  readonly seat: number;
  readonly isDead: boolean;
  /** Its proofs take this many times the usual time. */
  readonly slowness: number;
  job: Job | undefined;
}

/** A node of the block. `readyAt` is −1 until it can be proven. Milliseconds. */
interface Place {
  readonly ready: ReadyNode & { readyAt: number; isClaimed: boolean; readonly provenBy: number[] };
  readonly time: number;
  /** The active seats in the node's order. */
  readonly inOrder: () => readonly number[];
  machines: number;
}

/** For tests: runs the decisions of all provers of a network on one block, step by step. */
export function proveBlock(network: ProvingNetwork): ProvingResult {
  const { treeDepth, seconds, claimTime, step, proofWindow } = network;
  const random = numbers(network.seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const seats = Array.from({ length: network.seats }, (_, seat): Seat => {
    const slowness = Math.exp(network.spread * normal());
    return { seat, slowness, isDead: random() < network.dead, job: undefined };
  });
  const all = seats.map(({ seat }) => seat);
  const proposalId = Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256));
  const places = makePlaces(network, proposalId, all, random);
  const byNamed = Map.groupBy(places, ({ ready }) => ready.named);
  let started = 0;
  let mostMachines = 0;
  let now = 0;

  const begin = (seat: Seat, option: ProofOption): void => {
    const place = places[nodeNumber(option.node)]!;
    seat.job = { option, end: now + place.time * 1_000 * seat.slowness };
    started++;
    place.machines++;
    mostMachines = Math.max(mostMachines, place.machines);
  };
  const end = (seat: Seat): void => {
    places[nodeNumber(seat.job!.option.node)]!.machines--;
    seat.job = undefined;
  };

  for (; now < proofWindow * 1_000 && places[0]!.ready.provenBy.length === 0; now += step * 1_000) {
    for (const seat of seats) {
      if (seat.job !== undefined && seat.job.end <= now) {
        places[nodeNumber(seat.job.option.node)]!.ready.provenBy.push(seat.seat);
        end(seat);
      }
    }
    for (const [number, place] of places.entries()) {
      const below = [places[2 * number + 1], places[2 * number + 2]];
      const isReady = below.every((child) => child === undefined || child.ready.provenBy.length > 0);
      if (place.ready.readyAt < 0 && isReady) place.ready.readyAt = now;
    }
    const open = places.filter(({ ready }) => ready.readyAt >= 0);
    const observed = open.map(({ ready }) => ready);
    const { silent, late } = seatsInRound(observed, treeDepth, seconds, claimTime, now);
    const ownSeconds = ({ slowness }: Seat) => ({
      leaf: seconds.leaf * slowness,
      merge: seconds.merge * slowness,
      root: seconds.root * slowness,
    });
    const situation = (seat: Seat) => ({
      treeDepth,
      seats: [seat.seat],
      silent,
      late,
      seconds,
      claimTime,
      now,
    });

    for (const seat of seats) {
      if (seat.isDead || seat.job !== undefined) continue;
      const own = byNamed.get(seat.seat) ?? [];
      if (own.every(({ ready }) => ready.readyAt < 0)) continue;
      const claims = startClaims(
        own.map(({ ready }) => ({
          node: ready.node,
          seat: seat.seat,
          hasCast: true,
          isBound: true,
          readyAt: ready.readyAt < 0 ? undefined : ready.readyAt,
          isClaimed: ready.isClaimed,
          isProven: ready.provenBy.length > 0,
        })),
        {
          treeDepth,
          now,
          deadline: proofWindow * 1_000,
          freeMachines: seat.job === undefined ? 1 : 0,
          seconds: ownSeconds(seat),
          usualSeconds: seconds,
          claimTime,
        },
      );
      for (const { node } of claims) places[nodeNumber(node)]!.ready.isClaimed = true;
    }

    for (const seat of seats) {
      if (seat.job === undefined) continue;
      const { node, isClaimed } = seat.job.option;
      const isProven = places[nodeNumber(node)]!.ready.provenBy.length > 0;
      const running = { isClaimed, isWorthProving: true, hasLost: false, isKept: false, isProven };
      if (stopReason(running) !== undefined) end(seat);
    }

    // Nodes that are open to others, and the seats whose turn it is somewhere.
    const called = new Set<number>();
    const waiting = open.filter((place) => {
      const { ready, time } = place;
      const { readyAt, named, isClaimed, provenBy } = ready;
      const isLate = named !== undefined && late.has(named);
      const opensAt = rescueOpensAt(
        { readyAt, isNamed: named !== undefined, isClaimed, isLate },
        time,
        claimTime,
      );
      if (provenBy.length > 0 || opensAt > now) return false;
      for (const seat of seatsInTurn(place, opensAt, silent, now)) called.add(seat);
      return true;
    });
    const nodes = waiting.map(({ ready }) => ready);
    for (const seat of seats) {
      if (seat.isDead || seat.job !== undefined) continue;
      const own = (byNamed.get(seat.seat) ?? [])
        .map(({ ready }) => ready)
        .filter(({ readyAt }) => readyAt >= 0);
      const [first] = proofOptions(own, situation(seat)).options;
      if (first?.isClaimed === true) begin(seat, first);
      else if (called.has(seat.seat)) {
        const [option] = proofOptions(nodes, situation(seat)).options;
        if (option !== undefined) begin(seat, option);
      }
    }
  }
  const brokenClaims = places.filter(({ ready: { node, named, isClaimed, provenBy } }) => {
    if (!isClaimed || provenBy.includes(named!)) return false;
    const atWork = seats[named!]!.job?.option.node;
    return atWork === undefined || nodeNumber(atWork) !== nodeNumber(node);
  }).length;
  return {
    brokenClaims,
    proofsPerNode: started / places.length,
    mostMachines,
    proven: places.filter(({ ready }) => ready.provenBy.length > 0).length,
    end: places[0]!.ready.provenBy.length > 0 ? now / 1_000 : undefined,
  };
}

/** The block's nodes. Each seat has cast as many whole-tree votes as give every node one, and the proposer has assigned them. */
function makePlaces(
  { treeDepth, seconds }: ProvingNetwork,
  proposalId: Uint8Array,
  seats: readonly number[],
  random: () => number,
): Place[] {
  const votesEach = Math.ceil(nodeCount(treeDepth) / seats.length);
  const votes = seats.flatMap((seat) =>
    Array.from(
      { length: votesEach },
      (_, slot): Vote => ({ ...ROOT_NODE, proposalId, seat, slot, signature: new Uint8Array(64) }),
    ),
  );
  const standing = new Map(seats.map((seat) => [seat, random()]));
  const weight = (seat: number): number => standing.get(seat)!;
  const entries = spreadOut(assign(votes, treeDepth, weight), weight);
  const named = new Map(entries.map(({ node, seat }) => [nodeNumber(node), seat]));
  return Array.from({ length: nodeCount(treeDepth) }, (_, number): Place => {
    const node = nodeAt(number);
    let order: RescueOrder | undefined;
    let inOrder: number[] | undefined;
    const orderOf = (): RescueOrder => {
      order ??= new RescueOrder(proposalId, node, seats);
      return order;
    };
    return {
      ready: {
        node,
        readyAt: -1,
        named: named.get(number),
        isClaimed: false,
        provenBy: [],
        barred: [],
        order: orderOf,
      },
      inOrder: () => {
        inOrder ??= seats.toSorted((a, b) => orderOf().rank(a)! - orderOf().rank(b)!);
        return inOrder;
      },
      time: seconds[nodeKind(node, treeDepth)],
      machines: 0,
    };
  });
}

/** The seats whose turn has come at a node that is open to others. */
function seatsInTurn(
  { time, inOrder }: Place,
  opensAt: number,
  silent: ReadonlySet<number>,
  now: number,
): number[] {
  const turn: number[] = [];
  for (const seat of inOrder()) {
    if (rescueTime(opensAt, turn.length, time) > now) break;
    if (!silent.has(seat)) turn.push(seat);
  }
  return turn;
}
