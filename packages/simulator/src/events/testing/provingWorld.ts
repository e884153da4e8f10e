import { nodeAt } from "@trellis/protocol";
import {
  awaitedSince,
  claimSeconds,
  type ProofOption,
  proofOptions,
  type ReadyNode,
  RescueOrder,
  type SeatsInRound,
  seatsInRound,
} from "@trellis/strategy";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { EventLoop } from "../core/EventLoop.ts";
import { namedSeats } from "../proving/namedSeats.ts";
import { type BlockTask, NO_DELAY, type ProvingNetwork } from "../proving/ProvingNetwork.ts";
import { type ProvingObserver, ProvingRun } from "../proving/ProvingRun.ts";
import { SHIPPED } from "../proving/RescuePolicy.ts";

/** A network of equal provers that differ in speed, and blocks that they prove. */
export interface WorldSettings {
  readonly seats: number;
  readonly treeDepth: number;
  readonly spread: number;
  readonly noise: number;
  readonly dead: number;
  readonly blocks: number;
  readonly seed: number;
  /** When a seat has executed the blocks, milliseconds. */
  readonly executedAt: (seat: number) => number;
  /** How long each seat's execution takes, milliseconds. */
  readonly executionMs: number;
  readonly fields: Partial<ProvingNetwork>;
}

/** A world that is ready to run. */
export interface World {
  readonly loop: EventLoop;
  readonly network: ProvingNetwork;
  readonly run: ProvingRun;
}

const USUAL = { leaf: 6, merge: 25, root: 25 };
const WINDOW = 600;

/** For tests: blocks are all revealed at time 0, heard of at once, and executed at once if nothing else is said. */
export function makeWorld(settings: Partial<WorldSettings> = {}, observer?: ProvingObserver): World {
  const { seats = 8, treeDepth = 3, spread = 0, noise = 0, dead = 0, blocks = 1, seed = 1 } = settings;
  const streams = new RandomStreams(seed);
  const random = streams.stream(0);
  const traits = Array.from({ length: seats }, () => ({
    slowness: random.lognormal(0, spread),
    diesAt: random.chance(dead) ? 0 : Number.POSITIVE_INFINITY,
  }));
  const network: ProvingNetwork = {
    seats: traits,
    usual: USUAL,
    noise,
    claimTime: claimSeconds(WINDOW),
    delays: NO_DELAY,
    policy: SHIPPED,
    deadline: WINDOW * 1_000,
    ...settings.fields,
  };
  const tasks = Array.from({ length: blocks }, (): BlockTask => {
    const proposalId = Uint8Array.from({ length: 32 }, () => random.below(256));
    const executedAt = Float64Array.from({ length: seats }, (_, seat) => settings.executedAt?.(seat) ?? 0);
    const executionMs = new Float64Array(seats).fill(settings.executionMs ?? 0);
    return { proposalId, treeDepth, named: namedSeats(treeDepth, seats, random), executedAt, executionMs };
  });
  const loop = new EventLoop();
  const run = new ProvingRun(loop, network, tasks, streams.stream(1), observer);
  for (const block of tasks.keys()) run.reveal(block);
  return { loop, network, run };
}

/** The nodes of a block as the strategy sees them, if everybody hears everything at once. */
export function readyNodesOf({ loop, network, run }: World, number: number): ReadyNode[] {
  const block = run.blocks[number]!;
  const seats = network.seats.map((_, seat) => seat);
  const nodes: ReadyNode[] = [];
  for (let node = 0; node < block.count; node++) {
    if (block.readyAt[node]! > loop.now) continue;
    const named = block.named(node);
    const claimedAt = block.claimedAt[node]! <= loop.now ? block.claimedAt[node] : undefined;
    const seen = {
      readyAt: block.readyAt[node]!,
      isNamed: named >= 0,
      preparationMs: block.usualExecution(node),
      claimedAt,
    };
    const provenBy = new Set<number>();
    if (block.provenAt[node]! <= loop.now) provenBy.add(block.provenBy[node]!);
    if (block.namedProvenAt[node]! <= loop.now) provenBy.add(named);
    nodes.push({
      node: nodeAt(node),
      readyAt: awaitedSince(seen, network.claimTime),
      named: named < 0 ? undefined : named,
      isClaimed: claimedAt !== undefined,
      provenBy: [...provenBy],
      barred: [],
      order: () => new RescueOrder(block.task.proposalId, nodeAt(node), seats),
    });
  }
  return nodes;
}

/** R15: the strategy's judgement of all seats, from all nodes of one block. */
export function shippedConduct(world: World, number: number): SeatsInRound {
  const { loop, network, run } = world;
  const { treeDepth } = run.blocks[number]!.task;
  return seatsInRound(readyNodesOf(world, number), treeDepth, network.usual, network.claimTime, loop.now);
}

/** R15: what the strategy lets a seat prove in a block now, of what it can end in the window. */
export function shippedOptions(world: World, number: number, seat: number): readonly ProofOption[] {
  const { loop, network, run } = world;
  const { treeDepth } = run.blocks[number]!.task;
  const conduct = shippedConduct(world, number);
  const { options } = proofOptions(readyNodesOf(world, number), {
    treeDepth,
    seats: [seat],
    ...conduct,
    seconds: network.usual,
    claimTime: network.claimTime,
    now: loop.now,
  });
  return options;
}
