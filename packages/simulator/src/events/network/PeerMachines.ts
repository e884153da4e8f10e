import type { PeerGraph } from "./PeerGraph.ts";

/** What a message costs on the wire beside its bytes: topic, frames, encryption. */
const OVERHEAD_BYTES = 160;
const BITS = 8;

/** What a run asks of a graph of peers. */
export type Peers = Pick<
  PeerGraph,
  "peers" | "isMember" | "connectionsOf" | "meshOf" | "millisecondsBetween"
>;

/** What a peer does with others' messages. */
export type Conduct = "honest" | "silent";

/** A peer's line, machine and conduct. */
export interface PeerTraits {
  readonly conduct: Conduct;
  /** Megabits a second, each way. */
  readonly megabits: number;
  /** What a copy of a message costs its event loop before any check, milliseconds: socket, decryption, frames. */
  readonly copyMs: number;
  /** When its event loop is free, milliseconds: what liars made it check before. */
  readonly busyUntil: number;
}

/** What one kind of traffic has taken of each peer. */
export class Tally {
  /** Bytes. */
  readonly sent: Float64Array;
  readonly received: Float64Array;
  /** Milliseconds of its event loop. */
  readonly work: Float64Array;

  constructor(peers: number) {
    this.sent = new Float64Array(peers);
    this.received = new Float64Array(peers);
    this.work = new Float64Array(peers);
  }
}

/**
 * The peers' lines and event loops. A peer has one line out, one line in and one event loop. Each serves one thing after the other, in the
 * order of the calls. Times are milliseconds from the start.
 */
export class PeerMachines {
  readonly #graph: Peers;
  readonly #traits: readonly PeerTraits[];
  readonly #lineOut: Float64Array;
  readonly #lineIn: Float64Array;
  readonly #loop: Float64Array;

  constructor(graph: Peers, traits: readonly PeerTraits[]) {
    this.#graph = graph;
    this.#traits = traits;
    this.#lineOut = new Float64Array(graph.peers);
    this.#lineIn = new Float64Array(graph.peers);
    this.#loop = Float64Array.from(traits, ({ busyUntil }) => busyUntil);
  }

  /** Sends a message. Returns when it reaches the line of the other peer. */
  send(tally: Tally, now: number, from: number, to: number, bytes: number): number {
    this.#lineOut[from] = Math.max(now, this.#lineOut[from]!) + this.#onLine(from, bytes);
    tally.sent[from]! += bytes + OVERHEAD_BYTES;
    return this.#lineOut[from]! + this.#graph.millisecondsBetween(from, to);
  }

  /** Takes a message from the line. Returns when it is all there; the event loop has it later. */
  receive(tally: Tally, now: number, peer: number, bytes: number): number {
    const { copyMs } = this.#traits[peer]!;
    tally.received[peer]! += bytes + OVERHEAD_BYTES;
    const arrived = Math.max(now, this.#lineIn[peer]!) + this.#onLine(peer, bytes);
    this.#lineIn[peer] = arrived;
    this.work(tally, arrived, peer, copyMs);
    return arrived;
  }

  /** Does some work in the event loop, after what waits there. Returns when it is done. */
  work(tally: Tally, now: number, peer: number, milliseconds: number): number {
    tally.work[peer]! += milliseconds;
    const done = Math.max(now, this.#loop[peer]!) + milliseconds;
    this.#loop[peer] = done;
    return done;
  }

  /** Milliseconds that a peer's line needs for a message. */
  #onLine(peer: number, bytes: number): number {
    return ((bytes + OVERHEAD_BYTES) * BITS) / (this.#traits[peer]!.megabits * 1_000);
  }
}
