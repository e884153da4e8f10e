import { fromHex } from "@trellis/protocol";
import { claimSeconds, type NodeSeconds, ProvingTimes } from "@trellis/strategy";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { EventLoop } from "../core/EventLoop.ts";
import { ProvingRun } from "../proving/ProvingRun.ts";
import { SHIPPED } from "../proving/RescuePolicy.ts";
import { type FittedNetwork, fitRun } from "./fitRun.ts";
import type { RecordedBlock } from "./readRun.ts";

/** What the network of a run was told. */
export interface ReplaySettings {
  /** `prover.expectedSeconds`, or the time of simulated proofs: what nodes take for the usual time of a proof. */
  readonly usual: NodeSeconds;
  /** `prover.maxJobs`: 1 with real proofs on a devnet; with simulated ones as many as it has seats, 16 at least. */
  readonly jobs: number;
  /** Seconds. */
  readonly proofWindow: number;
  /** Times that each block is replayed, with other times of single proofs. */
  readonly repeats: number;
  readonly seed: number;
}

/** A figure of a block, in the run and in the model. */
export interface ComparedFigure {
  readonly name: "claims" | "begun" | "rescues" | "seconds";
  readonly about: string;
  /** Mean over the run's blocks. */
  readonly run: number;
  /** Mean over all replays. */
  readonly model: number;
  /** Between which 95 % of replays of the whole run lie. */
  readonly low: number;
  readonly high: number;
  /** Whether the run lies outside of that. */
  readonly differs: boolean;
}

/** How a model of a run compares with it. */
export interface RunComparison {
  readonly network: FittedNetwork;
  /** Blocks that were revealed and wholly proven. */
  readonly blocks: number;
  readonly figures: readonly ComparedFigure[];
}

type Counts = Record<ComparedFigure["name"], number>;

const ABOUT: Readonly<Record<keyof Counts, string>> = {
  claims: "claims a node",
  begun: "proofs begun a node",
  rescues: "of them in place of another seat",
  seconds: "from the first claim or proof to the root's proof, seconds",
};

/**
 * Replays the proving of a recorded run: the same transcripts, with the times that the run shows, decided by the shipped rules. Says where
 * model and run differ.
 */
export function replayRun(recorded: readonly RecordedBlock[], settings: ReplaySettings): RunComparison {
  const blocks = recorded.filter((block) => block.revealedAt !== undefined && rootAt(block) !== undefined);
  const network = fitRun(blocks, settings.usual);
  const run = meanOf(blocks.map(countsOf));
  const streams = new RandomStreams(settings.seed);
  const replays = Array.from({ length: settings.repeats }, (_, repeat) => {
    // A node starts with the usual times, and learns its own from block to block.
    const ownTimes = network.slowness.map(() => new ProvingTimes(settings.usual));
    return meanOf(
      blocks.map((block, i) => {
        const random = streams.stream(repeat * blocks.length + i);
        const counts = replay(block, network, ownTimes, settings, random);
        for (const times of ownTimes) times.settle();
        return counts;
      }),
    );
  });
  const figures = (Object.keys(ABOUT) as ComparedFigure["name"][]).map((name): ComparedFigure => {
    const sorted = replays.map((counts) => counts[name]).sort((a, b) => a - b);
    const at = (part: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
    const [low, high] = [at(0.025), at(0.975)];
    const model = sorted.reduce((sum, value) => sum + value, 0) / Math.max(1, sorted.length);
    return {
      name,
      about: ABOUT[name],
      run: run[name],
      model,
      low,
      high,
      differs: run[name] < low || run[name] > high,
    };
  });
  return { network, blocks: blocks.length, figures };
}

function replay(
  block: RecordedBlock,
  { seats, measured, slowness, noise, parties, delay }: FittedNetwork,
  ownTimes: readonly ProvingTimes[],
  { usual, jobs, proofWindow }: ReplaySettings,
  random: ReturnType<RandomStreams["stream"]>,
): Counts {
  const loop = new EventLoop();
  const begunAt = firstStep(block);
  const executedAt = new Float64Array(seats);
  for (let seat = 0; seat < seats; seat++) {
    const own = [...block.claims, ...block.begun].filter((step) => step.seat === seat).map(({ at }) => at);
    executedAt[seat] = own.length === 0 ? 0 : Math.min(...own) - begunAt;
  }
  // A seat that began with a rescue had the block before: it waited for its turn.
  const early = Math.min(...executedAt);
  let rescues = 0;
  const run = new ProvingRun(
    loop,
    {
      seats: slowness.map((factor) => ({ slowness: factor, diesAt: Number.POSITIVE_INFINITY })),
      usual,
      measured,
      jobs,
      ownTimes,
      parties,
      noise,
      claimTime: claimSeconds(proofWindow),
      delays: {
        between: (from, to) => (parties[from] === parties[to] ? 0 : delay),
        usual: delay,
        wait: () => 0,
      },
      policy: SHIPPED,
      deadline: proofWindow * 1_000,
    },
    [
      {
        proposalId: fromHex(block.proposalId as `0x${string}`),
        treeDepth: block.treeDepth,
        named: block.named,
        executedAt: executedAt.map((at, seat) => (claimsOf(block, seat) ? at : early)),
        // An event log does not tell it. Its blocks are small.
        executionMs: new Float64Array(seats),
      },
    ],
    random,
    {
      onBegin: (seat, { node }) => {
        if (block.named[node] !== seat) rescues++;
      },
      onProven: () => loop.stop(),
    },
  );
  run.reveal(0);
  loop.run({ until: proofWindow * 1_000 });
  const nodes = block.named.length;
  const { claims, begun } = run.counts;
  return {
    claims: claims / nodes,
    begun: begun / nodes,
    rescues: rescues / nodes,
    seconds: loop.now / 1_000,
  };
}

function claimsOf({ claims }: RecordedBlock, seat: number): boolean {
  return claims.some((claim) => claim.seat === seat);
}

function countsOf(block: RecordedBlock): Counts {
  const nodes = block.named.length;
  const until = rootAt(block)!;
  const begun = block.begun.filter(({ at }) => at <= until);
  return {
    claims: block.claims.filter(({ at }) => at <= until).length / nodes,
    begun: begun.length / nodes,
    rescues: begun.filter(({ isRescue }) => isRescue).length / nodes,
    seconds: (until - firstStep(block)) / 1_000,
  };
}

function firstStep({ claims, begun, revealedAt }: RecordedBlock): number {
  const first = Math.min(...[...claims, ...begun].map(({ at }) => at));
  return Number.isFinite(first) ? first : revealedAt!;
}

function rootAt({ made }: RecordedBlock): number | undefined {
  const times = made.filter(({ node }) => node === 0).map(({ at }) => at);
  return times.length === 0 ? undefined : Math.min(...times);
}

function meanOf(all: readonly Counts[]): Counts {
  const mean = { claims: 0, begun: 0, rescues: 0, seconds: 0 };
  for (const counts of all) {
    for (const name of Object.keys(mean) as (keyof Counts)[]) mean[name] += counts[name] / all.length;
  }
  return mean;
}
