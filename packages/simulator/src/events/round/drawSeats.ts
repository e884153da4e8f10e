import type { RandomStreams } from "../../random/RandomStreams.ts";
import { drawSlowness } from "../machines/provingTimes.ts";
import type { GossipMesh } from "../network/GossipMesh.ts";
import type { SeatTraits } from "../proving/ProvingNetwork.ts";
import type { RoundPlan } from "./RoundPlan.ts";

const NEVER = Number.POSITIVE_INFINITY;
const SECOND = 1_000;
/** Numbers of the random streams; `RoundRun` takes those between them. */
const STREAMS = { seats: 0, outage: 5 };

/** The seats of a round: how fast their machines are, and when they die, each for itself or with others. */
export function drawSeats(plan: RoundPlan, mesh: GossipMesh, streams: RandomStreams): readonly SeatTraits[] {
  const random = streams.stream(STREAMS.seats);
  const gone = drawOutage(plan, mesh, streams);
  return Array.from({ length: plan.seats }, (_, seat): SeatTraits => {
    const slowness = drawSlowness(random, plan.spread);
    const [isDying, part] = [random.uniform() < plan.dropout, random.uniform()];
    const diesAt = isDying ? timeOfDeath(plan, part) : NEVER;
    return { slowness, diesAt: Math.min(diesAt, gone.get(seat) ?? NEVER) };
  });
}

/** When seats go down together, by seat: all at one moment. */
function drawOutage(plan: RoundPlan, mesh: GossipMesh, streams: RandomStreams): ReadonlyMap<number, number> {
  const { outage, seats } = plan;
  if (outage === undefined) return new Map();
  const random = streams.stream(STREAMS.outage);
  const time = timeOfDeath(plan, random.uniform());
  const order =
    outage.of === "provider"
      ? [...random.order(seats)]
      : mesh.nearTo(random.below(seats)).filter((peer) => peer < seats);
  return new Map(order.slice(0, Math.round(outage.part * seats)).map((seat) => [seat, time]));
}

/** Milliseconds since the round opened. @param part - 0 … 1 of the proof window. */
function timeOfDeath({ dies, proposalWindow, proofWindow }: RoundPlan, part: number): number {
  return dies === "before" ? 0 : (proposalWindow + part * proofWindow) * SECOND;
}
