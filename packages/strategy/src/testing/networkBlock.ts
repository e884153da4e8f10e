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
import { spreadOut } from "../assigning/spreadOut.ts";
import type { ProofOption, ReadyNode } from "../proving/proofOptions.ts";
import { RescueOrder } from "../proving/RescueOrder.ts";

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

/** The proof that a machine makes. */
export interface Job {
  readonly option: ProofOption;
  readonly begunAt: number;
  readonly end: number;
}

/** A prover with one seat. */
export interface Seat {
  readonly seat: number;
  readonly isDead: boolean;
  /** Its proofs take this many times the usual time. */
  readonly slowness: number;
  job: Job | undefined;
}

/** A node of the block. `readyAt` is −1 until it can be proven. Milliseconds. */
export interface Place {
  readonly ready: ReadyNode & { readyAt: number; isClaimed: boolean; readonly provenBy: number[] };
  readonly time: number;
  /** The active seats in the node's order. */
  readonly inOrder: () => readonly number[];
  machines: number;
  /** Undefined until its seat claims it. */
  claimedAt: number | undefined;
}

/** The seats of a network and the nodes of its block. */
export interface NetworkBlock {
  readonly seats: readonly Seat[];
  /** By node number. */
  readonly places: readonly Place[];
}

/** For tests: a network and a block whose nodes are assigned. Only the seed decides what is left to chance. */
export function makeNetworkBlock(network: ProvingNetwork): NetworkBlock {
  const random = numbers(network.seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const seats = Array.from({ length: network.seats }, (_, seat): Seat => {
    const slowness = Math.exp(network.spread * normal());
    return { seat, slowness, isDead: random() < network.dead, job: undefined };
  });
  const proposalId = Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256));
  const places = makePlaces(
    network,
    proposalId,
    seats.map(({ seat }) => seat),
    random,
  );
  return { seats, places };
}

/** Numbers 0 ≤ x < 1 that only the seed decides (a linear congruence of 2^48). */
function numbers(seed: number): () => number {
  let state = BigInt(seed) * 0x5deece66dn;
  return () => {
    state = (state * 0x5deece66dn + 11n) & ((1n << 48n) - 1n);
    return Number(state >> 16n) / 2 ** 32;
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
      claimedAt: undefined,
    };
  });
}
