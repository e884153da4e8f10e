import { claimSeconds } from "@trellis/strategy";
import type { RandomStreams } from "../../random/RandomStreams.ts";
import { EventLoop } from "../core/EventLoop.ts";
import { drawSlowness, type MachineClass } from "../machines/provingTimes.ts";
import { namedSeats } from "./namedSeats.ts";
import type { ProvingCounts } from "./ProvingCounts.ts";
import { NO_DELAY, type SeatTraits } from "./ProvingNetwork.ts";
import { ProvingRun } from "./ProvingRun.ts";
import type { RescuePolicy } from "./RescuePolicy.ts";

const STREAMS = { seats: 0, proofs: 1 };

/** One revealed block, and those who prove it. */
export interface AloneSettings {
  readonly seats: number;
  readonly treeDepth: number;
  /** What everybody takes for usual. */
  readonly machine: MachineClass;
  /** The machines' real times over these. */
  readonly slower: number;
  /** Deviation of the logarithm of the machines' speeds, and of a proof's time about its machine's. */
  readonly spread: number;
  readonly noise: number;
  /** Chance of a seat to do nothing. */
  readonly dead: number;
  readonly policy: RescuePolicy;
  /** Seconds. */
  readonly proofWindow: number;
}

/** What came of it. */
export interface AloneResult extends Readonly<ProvingCounts> {
  readonly nodes: number;
  /** Seconds from the reveal to the root's proof; infinity if the window ended before. */
  readonly provenAfter: number;
  readonly trace: string;
}

/** R15 by itself: a block is proven in a network without delays, from the time when everybody has executed it. */
export function proveAlone(settings: AloneSettings, streams: RandomStreams): AloneResult {
  const { seats, treeDepth, machine, slower, spread, noise, dead, policy, proofWindow } = settings;
  const { leaf, merge, root } = machine.seconds;
  const random = streams.stream(STREAMS.seats);
  const loop = new EventLoop();
  const network = {
    seats: Array.from({ length: seats }, (): SeatTraits => {
      const slowness = drawSlowness(random, spread);
      return { slowness, diesAt: random.uniform() < dead ? 0 : Number.POSITIVE_INFINITY };
    }),
    usual: machine.seconds,
    measured: { leaf: slower * leaf, merge: slower * merge, root: slower * root },
    noise,
    claimTime: claimSeconds(proofWindow),
    delays: NO_DELAY,
    policy,
    deadline: proofWindow * 1_000,
  };
  const block = {
    proposalId: Uint8Array.from({ length: 32 }, () => random.below(256)),
    treeDepth,
    named: namedSeats(treeDepth, seats, random),
    executedAt: new Float64Array(seats),
    executionMs: new Float64Array(seats),
  };
  const run = new ProvingRun(loop, network, [block], streams.stream(STREAMS.proofs), {
    onProven: () => loop.stop(),
  });
  run.reveal(0);
  loop.run({ until: network.deadline });
  const [{ count, provenAt }] = run.blocks as [(typeof run.blocks)[0]];
  return { ...run.counts, nodes: count, provenAfter: provenAt[0]! / 1_000, trace: loop.trace };
}
