import type { RandomStream } from "../../random/RandomStream.ts";
import type { LatencyTable } from "../../tables/latency.ts";
import { EventHeap } from "../core/EventHeap.ts";
import { MachineQueue } from "../machines/MachineQueue.ts";
import type { Delays } from "../proving/ProvingNetwork.ts";

/** Rows of arrival times that are kept: 2,048 peers times two sizes. */
const MOST_ROWS = 4_096;
/** Sources from which the usual delay is measured. */
const SAMPLED = 16;

/** A gossip network. */
export interface MeshSettings {
  readonly peers: number;
  /** Neighbours to which a peer passes a message on; gossipsub's D. */
  readonly degree: number;
  /** What a peer sends in a second, megabits. */
  readonly megabits: number;
  /** How often a peer passes a message on. Half of its neighbours, if no two tell each other the same, as gossipsub 1.2 wants it. */
  readonly copies: number;
  /** How long a peer checks a message before it passes it on, milliseconds. */
  readonly checkMs: number;
}

/**
 * Peers in places of the world, each linked to a few others by chance. A message goes from peer to peer: each checks it, and sends it to
 * its neighbours one after the other through its own line. When a message that is alone in the network arrives follows exactly from that:
 * it is the shortest way. Where many come at once, lines are full: all peers pass on the same messages, so a message waits for those
 * before it once, in the first line that it goes through, and comes to the next ones in step.
 */
export class GossipMesh {
  readonly #settings: MeshSettings;
  readonly #latency: LatencyTable;
  /** Place of each peer. */
  readonly #places: Uint16Array;
  readonly #neighbours: readonly (readonly number[])[];
  readonly #rows = new Map<number, Float32Array>();

  /** @param latency - peers live in its places, each with the same chance. */
  constructor(settings: MeshSettings, latency: LatencyTable, random: RandomStream) {
    const { peers, degree } = settings;
    this.#settings = settings;
    this.#latency = latency;
    this.#places = Uint16Array.from({ length: peers }, () => random.below(latency.places.length));
    const links = Array.from({ length: peers }, () => new Set<number>());
    const chosen = Math.min(Math.ceil(degree / 2), peers - 1);
    for (let peer = 0; peer < peers; peer++) {
      // A ring keeps the mesh whole; the others are left to chance.
      for (let i = 0; i < chosen; i++) {
        const other = i === 0 ? (peer + 1) % peers : random.below(peers);
        if (other === peer) continue;
        links[peer]!.add(other);
        links[other]!.add(peer);
      }
    }
    this.#neighbours = links.map((set) => [...set]);
  }

  /** Place of a peer, a number of the latency table. */
  placeOf(peer: number): number {
    return this.#places[peer]!;
  }

  /** All peers, those that live nearest to a peer first. */
  nearTo(peer: number): number[] {
    const from = this.#places[peer]!;
    const far = Array.from(this.#places, (place) => this.#latency.secondsBetween(from, place));
    return [...far.keys()].sort((a, b) => far[a]! - far[b]! || a - b);
  }

  /** When a message of a peer has arrived at each other one, milliseconds after it was sent. */
  arrivals(from: number, bytes: number): Float32Array {
    const key = bytes * this.#settings.peers + from;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = this.#shortest(from, bytes);
    if (this.#rows.size >= MOST_ROWS) this.#rows.delete(this.#rows.keys().next().value!);
    this.#rows.set(key, row);
    return row;
  }

  /** The delays of messages of one size in one run, whose lines are empty at first. */
  delays(bytes: number): Delays {
    const line = new MachineQueue(1);
    const work = this.#settings.copies * this.#sending(bytes);
    const sources = Math.min(SAMPLED, this.#settings.peers);
    let sum = 0;
    for (let source = 0; source < sources; source++) {
      const from = Math.floor((source * this.#settings.peers) / sources);
      const sorted = this.arrivals(from, bytes).toSorted();
      sum += sorted[sorted.length >> 1]!;
    }
    return {
      between: (from, to) => this.arrivals(from, bytes)[to]!,
      usual: sum / sources,
      wait: (now) => line.take(now, work).begin - now,
    };
  }

  /** Milliseconds that a peer's line is busy with a message for one neighbour. */
  #sending(bytes: number): number {
    return (bytes * 8) / (this.#settings.megabits * 1_000);
  }

  /** E. W. Dijkstra's shortest ways. */
  #shortest(from: number, bytes: number): Float32Array {
    const { peers, checkMs } = this.#settings;
    const sending = this.#sending(bytes);
    const arrivals = new Float32Array(peers).fill(Number.POSITIVE_INFINITY);
    const heap = new EventHeap();
    let turn = 0;
    heap.add(0, turn++, from);
    while (heap.size > 0) {
      const { time, slot: peer } = heap;
      heap.remove();
      if (arrivals[peer]! <= time) continue;
      arrivals[peer] = time;
      let leaves = peer === from ? time : time + checkMs;
      for (const other of this.#neighbours[peer]!) {
        leaves += sending;
        if (arrivals[other]! < Number.POSITIVE_INFINITY) continue;
        const way = this.#latency.secondsBetween(this.#places[peer]!, this.#places[other]!) * 1_000;
        heap.add(leaves + way, turn++, other);
      }
    }
    return arrivals;
  }
}
