import { EventHeap } from "../core/EventHeap.ts";
import { PeerMachines, type Peers, type PeerTraits, Tally } from "./PeerMachines.ts";

/** Gossipsub 1.2: a peer that gets a message of at least so many bytes tells its neighbours at once that it wants no other copy. */
const IDONTWANT_BYTES = 512;

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

/** Traffic of the same machines beside gossip's, in one order of time with it. */
export interface SideTraffic {
  /** When its next event is, milliseconds from the start; infinite if there is none. */
  readonly time: number;
  /** Plays its next event. */
  play(): void;
  /** A peer has accepted a message that this other peer brought first. Who publishes a message brings it to itself. */
  accepted(now: number, message: number, peer: number, from: number): void;
}

/**
 * Plays publications over gossipsub's mesh. A peer has one line out, one line in and one event loop, and each serves in order of arrival:
 * messages that come together wait for each other. A peer checks a message, then passes it on to its mesh, but for the peer that it came
 * from and those that have said that they have it. Leaves out: lost packets, TCP's slow start, and gossipsub's offers at each heartbeat,
 * which bring a message to a peer whose mesh is all silent.
 * @param traits - one for each peer.
 * @param side - makes the traffic that the machines have beside this one.
 */
export function gossipRun(
  graph: Peers,
  traits: readonly PeerTraits[],
  publications: readonly Publication[],
  side?: (machines: PeerMachines) => SideTraffic,
): Spread {
  const { peers } = graph;
  const count = publications.length;
  const first = new Float64Array(count * peers).fill(Number.POSITIVE_INFINITY);
  const accepted = new Float64Array(count * peers).fill(Number.NaN);
  const source = new Uint16Array(count * peers);
  const machines = new PeerMachines(graph, traits);
  const tally = new Tally(peers);
  const beside = side?.(machines);
  const events = new Events();
  let copies = 0;
  let firstCopies = 0;

  const send = (now: number, from: number, to: number, message: number): void => {
    const arrival = machines.send(tally, now, from, to, publications[message]!.bytes);
    events.add(arrival, COPY, message, to, from);
  };
  /** Whether a neighbour has said by now that it has the message. */
  const hasSaid = (now: number, neighbour: number, peer: number, message: number): boolean =>
    publications[message]!.bytes >= IDONTWANT_BYTES &&
    first[message * peers + neighbour]! + graph.millisecondsBetween(neighbour, peer) <= now;

  publications.forEach(({ at, from }, message) => {
    events.add(at, PUBLISH, message, from, from);
  });
  for (;;) {
    if (beside !== undefined && beside.time < events.nextTime) {
      beside.play();
      continue;
    }
    if (!events.next()) break;
    const { time, kind, message, peer, from } = events;
    const { bytes, checkMs, at, isFlooded } = publications[message]!;
    const cell = message * peers + peer;
    if (kind === PUBLISH) {
      first[cell] = time;
      accepted[cell] = 0;
      beside?.accepted(time, message, peer, peer);
      if (traits[peer]!.conduct === "silent") continue;
      const to = isFlooded ? graph.connectionsOf(peer) : graph.meshOf(peer);
      for (const other of to) if (graph.isMember(other)) send(time, peer, other, message);
    } else if (kind === COPY) {
      copies++;
      const arrived = machines.receive(tally, time, peer, bytes);
      if (first[cell]! < Number.POSITIVE_INFINITY) continue;
      firstCopies++;
      first[cell] = arrived;
      source[cell] = from;
      events.add(machines.work(tally, arrived, peer, checkMs), CHECKED, message, peer, from);
    } else {
      accepted[cell] = time - at;
      beside?.accepted(time, message, peer, from);
      if (traits[peer]!.conduct === "silent") continue;
      for (const other of graph.meshOf(peer)) {
        if (other === source[cell] || hasSaid(time, other, peer, message)) continue;
        send(time, peer, other, message);
      }
    }
  }
  const { sent, received, work } = tally;
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

  /** Time of the next event; infinite if there is none. */
  get nextTime(): number {
    return this.#heap.size === 0 ? Number.POSITIVE_INFINITY : this.#heap.time;
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
