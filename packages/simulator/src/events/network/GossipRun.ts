import { EventHeap } from "../core/EventHeap.ts";
import type { PeerGraph } from "./PeerGraph.ts";

/** Gossipsub 1.2: a peer that gets a message of at least so many bytes tells its neighbours at once that it wants no other copy. */
const IDONTWANT_BYTES = 512;
/** What a message costs on the wire beside its bytes: topic, frames, encryption. */
const OVERHEAD_BYTES = 160;
const BITS = 8;

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

/** A message that a peer publishes. */
export interface Publication {
  /** Milliseconds from the start. */
  readonly at: number;
  readonly from: number;
  readonly bytes: number;
  /** How long each peer checks it, milliseconds. */
  readonly checkMs: number;
  /** Whether its publisher sends it to all its connections (gossipsub's flood publishing), not to its mesh only. */
  readonly isFlooded: boolean;
}

/** What a run says. */
export interface Spread {
  /** Milliseconds from publishing to acceptance, by message times peers plus peer; NaN where it never came. */
  readonly accepted: Float64Array;
  /** Bytes that each peer sent and received. */
  readonly sent: Float64Array;
  readonly received: Float64Array;
  /** Milliseconds that each peer's event loop worked. */
  readonly work: Float64Array;
  /** Copies of messages that reached a peer, and those of them that were the first. */
  readonly copies: number;
  readonly firstCopies: number;
}

/**
 * Plays publications over gossipsub's mesh. A peer has one line out, one line in and one event loop, and each serves in order of arrival:
 * messages that come together wait for each other. A peer checks a message, then passes it on to its mesh, but for the peer that it came
 * from and those that have said that they have it. Leaves out: lost packets, TCP's slow start, and gossipsub's offers at each heartbeat,
 * which bring a message to a peer whose mesh is all silent.
 * @param traits - one for each peer.
 */
export function gossipRun(
  graph: PeerGraph,
  traits: readonly PeerTraits[],
  publications: readonly Publication[],
): Spread {
  const { peers } = graph;
  const count = publications.length;
  const first = new Float64Array(count * peers).fill(Number.POSITIVE_INFINITY);
  const accepted = new Float64Array(count * peers).fill(Number.NaN);
  const source = new Uint16Array(count * peers);
  const lineOut = new Float64Array(peers);
  const lineIn = new Float64Array(peers);
  const loop = Float64Array.from(traits, ({ busyUntil }) => busyUntil);
  const sent = new Float64Array(peers);
  const received = new Float64Array(peers);
  const work = new Float64Array(peers);
  const events = new Events();
  let copies = 0;
  let firstCopies = 0;

  /** Milliseconds that a peer's line needs for a message. */
  const onLine = (peer: number, bytes: number): number =>
    ((bytes + OVERHEAD_BYTES) * BITS) / (traits[peer]!.megabits * 1_000);
  const send = (now: number, from: number, to: number, message: number): void => {
    const { bytes } = publications[message]!;
    lineOut[from] = Math.max(now, lineOut[from]!) + onLine(from, bytes);
    sent[from]! += bytes + OVERHEAD_BYTES;
    events.add(lineOut[from]! + graph.millisecondsBetween(from, to), COPY, message, to, from);
  };
  /** Whether a neighbour has said by now that it has the message. */
  const hasSaid = (now: number, neighbour: number, peer: number, message: number): boolean =>
    publications[message]!.bytes >= IDONTWANT_BYTES &&
    first[message * peers + neighbour]! + graph.millisecondsBetween(neighbour, peer) <= now;

  publications.forEach(({ at, from }, message) => {
    events.add(at, PUBLISH, message, from, from);
  });
  while (events.next()) {
    const { time, kind, message, peer, from } = events;
    const { bytes, checkMs, at, isFlooded } = publications[message]!;
    const cell = message * peers + peer;
    if (kind === PUBLISH) {
      first[cell] = time;
      accepted[cell] = 0;
      if (traits[peer]!.conduct === "silent") continue;
      const to = isFlooded ? graph.connectionsOf(peer) : graph.meshOf(peer);
      for (const other of to) if (graph.isMember(other)) send(time, peer, other, message);
    } else if (kind === COPY) {
      copies++;
      received[peer]! += bytes + OVERHEAD_BYTES;
      lineIn[peer] = Math.max(time, lineIn[peer]!) + onLine(peer, bytes);
      loop[peer] = Math.max(lineIn[peer]!, loop[peer]!) + traits[peer]!.copyMs;
      work[peer]! += traits[peer]!.copyMs;
      if (first[cell]! < Number.POSITIVE_INFINITY) continue;
      firstCopies++;
      first[cell] = lineIn[peer]!;
      source[cell] = from;
      loop[peer]! += checkMs;
      work[peer]! += checkMs;
      events.add(loop[peer]!, CHECKED, message, peer, from);
    } else {
      accepted[cell] = time - at;
      if (traits[peer]!.conduct === "silent") continue;
      for (const other of graph.meshOf(peer)) {
        if (other === source[cell] || hasSaid(time, other, peer, message)) continue;
        send(time, peer, other, message);
      }
    }
  }
  return { accepted, sent, received, work, copies, firstCopies };
}

const PUBLISH = 0;
const COPY = 1;
const CHECKED = 2;
const FIRST_ROOM = 4_096;

/** Events in order of time, and among equal times in the order in which they were added. Their fields lie in flat arrays that are used again. */
class Events {
  time = 0;
  kind = PUBLISH;
  message = 0;
  peer = 0;
  from = 0;
  readonly #heap = new EventHeap();
  readonly #free: number[] = [];
  #kinds = new Uint8Array(FIRST_ROOM);
  #messages = new Uint32Array(FIRST_ROOM);
  #peers = new Uint16Array(FIRST_ROOM);
  #sources = new Uint16Array(FIRST_ROOM);
  #used = 0;
  #turn = 0;

  add(time: number, kind: number, message: number, peer: number, from: number): void {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot === this.#kinds.length) this.#grow();
    this.#kinds[slot] = kind;
    this.#messages[slot] = message;
    this.#peers[slot] = peer;
    this.#sources[slot] = from;
    this.#heap.add(time, this.#turn++, slot);
  }

  /** Takes the next event into the fields. Returns whether there was one. */
  next(): boolean {
    if (this.#heap.size === 0) return false;
    const { time, slot } = this.#heap;
    this.#heap.remove();
    this.#free.push(slot);
    this.time = time;
    this.kind = this.#kinds[slot]!;
    this.message = this.#messages[slot]!;
    this.peer = this.#peers[slot]!;
    this.from = this.#sources[slot]!;
    return true;
  }

  #grow(): void {
    const grown = <A extends Uint8Array | Uint16Array | Uint32Array>(
      make: (length: number) => A,
      old: A,
    ): A => {
      const next = make(2 * old.length);
      next.set(old);
      return next;
    };
    this.#messages = grown((length) => new Uint32Array(length), this.#messages);
    this.#peers = grown((length) => new Uint16Array(length), this.#peers);
    this.#sources = grown((length) => new Uint16Array(length), this.#sources);
    this.#kinds = grown((length) => new Uint8Array(length), this.#kinds);
  }
}
