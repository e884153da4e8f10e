import type { RandomStream } from "../../random/RandomStream.ts";
import type { LatencyTable } from "../../tables/latency.ts";

/** How peers connect, as `packages/gossip` sets it. */
export interface GraphSettings {
  readonly peers: number;
  /** A peer dials others until it has so many connections. */
  readonly connections: number;
  /** Most connections of a peer. */
  readonly mostConnections: number;
  /** Gossipsub's D: neighbours in the mesh that a peer looks for. */
  readonly degree: number;
  /** Gossipsub's Dhi: neighbours that a peer takes. */
  readonly mostDegree: number;
  /** Who wants the topic's messages. By default all peers. Others may publish, and pass nothing on. */
  readonly members?: {
    /** The first so many peers. */
    readonly count: number;
    /** Members that every peer is connected to. */
    readonly each: number;
  };
}

/** The values of `GossipHost` and `gossipRouter` (packages/gossip). */
export const SHIPPED_GRAPH: Omit<GraphSettings, "peers"> = {
  connections: 12,
  mostConnections: 64,
  degree: 5,
  mostDegree: 8,
};

/** Dials that a peer tries in vain before it is content with fewer. */
const MOST_TRIES = 256;

/** Peers in places of the world, their connections, and the part of these that is the mesh of a topic. All left to chance. */
export class PeerGraph {
  readonly peers: number;
  readonly #members: number;
  readonly #places: Uint16Array;
  readonly #latency: LatencyTable;
  readonly #connections: readonly (readonly number[])[];
  readonly #mesh: readonly (readonly number[])[];

  /** @param latency - peers live in its places, each with the same chance. */
  constructor(settings: GraphSettings, latency: LatencyTable, random: RandomStream) {
    const { peers, connections, mostConnections, degree, mostDegree, members } = settings;
    this.peers = peers;
    this.#members = members?.count ?? peers;
    this.#latency = latency;
    this.#places = Uint16Array.from({ length: peers }, () => random.below(latency.places.length));
    const links = noLinks(peers);
    const order = random.order(peers);
    if (members !== undefined) {
      const toMembers = { wanted: members.each, most: peers, other: () => random.below(members.count) };
      link(
        links,
        order.filter((peer) => this.isMember(peer)),
        toMembers,
      );
      link(
        links,
        order.filter((peer) => !this.isMember(peer)),
        toMembers,
      );
    }
    link(links, order, { wanted: connections, most: mostConnections, other: () => random.below(peers) });
    this.#connections = links.map((set) => [...set]);
    const mesh = noLinks(peers);
    const known = this.#connections.map((all) => all.filter((other) => this.isMember(other)));
    link(
      mesh,
      order.filter((peer) => this.isMember(peer) && known[peer]!.length > 0),
      { wanted: degree, most: mostDegree, other: (peer) => random.pick(known[peer]!) },
    );
    this.#mesh = mesh.map((set) => [...set]);
  }

  /** Whether a peer wants the topic's messages. */
  isMember(peer: number): boolean {
    return peer < this.#members;
  }

  /** Peers that a peer is connected to. */
  connectionsOf(peer: number): readonly number[] {
    return this.#connections[peer]!;
  }

  /** Peers to which a peer passes messages on. */
  meshOf(peer: number): readonly number[] {
    return this.#mesh[peer]!;
  }

  /** Milliseconds that a byte takes from one peer to another, beside the time to send it. */
  millisecondsBetween(from: number, to: number): number {
    return this.#latency.secondsBetween(this.#places[from]!, this.#places[to]!) * 1_000;
  }
}

function noLinks(peers: number): Set<number>[] {
  return Array.from({ length: peers }, () => new Set());
}

/** Links each of these peers to others until it has as many as it wants. Links hold in both directions. */
function link(
  links: readonly Set<number>[],
  peers: Iterable<number>,
  rule: { readonly wanted: number; readonly most: number; readonly other: (peer: number) => number },
): void {
  for (const peer of peers) {
    const own = links[peer]!;
    for (let tries = 0; own.size < rule.wanted && tries < MOST_TRIES; tries++) {
      const other = rule.other(peer);
      if (other === peer || links[other]!.size >= rule.most) continue;
      own.add(other);
      links[other]!.add(peer);
    }
  }
}
