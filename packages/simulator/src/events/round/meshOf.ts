import type { RandomStreams } from "../../random/RandomStreams.ts";
import { cityLatency } from "../../tables/latency.ts";
import { GossipMesh, type MeshSettings } from "../network/GossipMesh.ts";
import type { RoundPlan } from "./RoundPlan.ts";

/** gossipsub's D, and how often a message goes through a peer's line if no two neighbours tell each other the same. */
const DEGREE = 8;
const COPIES = 4;
/** How long a peer checks a node proof, milliseconds (packages/gossip/README.md). */
const CHECK_MS = 0.26;
/** Stream of the mesh: behind those of a round. */
const STREAM = 16;
/** Meshes that are kept: one of 2,048 peers takes seconds to measure. */
const MOST_KEPT = 2;

const kept = new Map<string, GossipMesh>();

/** The gossip network of a round's seats and proposers, in the cities of the world. The same for all rounds of a seed. */
export function meshOf({ seats, proposals, megabits }: RoundPlan, streams: RandomStreams): GossipMesh {
  const settings: MeshSettings = {
    peers: seats + proposals,
    degree: DEGREE,
    copies: COPIES,
    megabits,
    checkMs: CHECK_MS,
  };
  const key = `${streams.seed} ${settings.peers} ${megabits}`;
  let mesh = kept.get(key);
  if (mesh === undefined) {
    mesh = new GossipMesh(settings, cityLatency(), streams.stream(STREAM));
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, mesh);
  }
  return mesh;
}
