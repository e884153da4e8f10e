import { BoundedMap, sha256, toHex } from "@trellis/protocol";
import type { Libp2p } from "libp2p";
import { RateLimiter } from "../limits/RateLimiter.ts";
import { readAll, type WireStream } from "../streams/readAll.ts";
import { serveStreams } from "../streams/serveStreams.ts";
import type { PeerConduct } from "./PeerConduct.ts";
import { shuffled } from "./shuffled.ts";

type PeerId = Libp2p["peerId"];

/** Peer records in one answer. */
const MAX_RECORDS = 16;
/** Bytes of one signed peer record. */
const MAX_RECORD_BYTES = 2_048;
const MAX_ANSWER_BYTES = MAX_RECORDS * (2 + MAX_RECORD_BYTES);
/** Number of strangers' records to keep. Connected peers' records come on top. */
const MAX_KNOWN_PEERS = 1_024;
/** Records of an earlier run that are taken over at most: peers that others tell of have room beside them. */
const MAX_LEARNED = 256;
const TIMEOUT = 5_000;
/**
 * Milliseconds before a checked record is checked again. It is below the age at which libp2p forgets
 * addresses.
 */
const FRESH = 600_000;
/** Points against a peer for a malformed answer. */
const PENALTY = 100;

/** A peer and its addresses, as it has signed them. */
export interface PeerRecord {
  readonly id: string;
  /** Envelope of libp2p's signed peer record. */
  readonly record: Uint8Array;
}

export interface PeerExchangeComponents {
  readonly libp2p: Libp2p;
  readonly conduct: PeerConduct;
  readonly clock: () => number;
}

/**
 * `peers/1`: a peer opens a stream and reads it to its end. It carries up to 16 signed records of peers that
 * we are connected to. A length of 2 bytes precedes each record. A record is signed by the peer whose
 * addresses it names. A liar can therefore withhold records, but not forge them.
 */
export class PeerExchange {
  readonly #libp2p: Libp2p;
  readonly #conduct: PeerConduct;
  readonly #protocol: string;
  readonly #limiter: RateLimiter<"serve">;
  readonly #clock: () => number;
  /** When records were checked last, by their hash: the same few come again and again. */
  readonly #checked = new BoundedMap<string, number>(MAX_KNOWN_PEERS, { touch: true });

  constructor({ libp2p, conduct, clock }: PeerExchangeComponents, protocol: string) {
    this.#libp2p = libp2p;
    this.#conduct = conduct;
    this.#clock = clock;
    this.#protocol = protocol;
    this.#limiter = new RateLimiter({ serve: { perSecond: 2, burst: 20 } }, 1_024, clock);
  }

  async start(): Promise<void> {
    await serveStreams(this.#libp2p, this.#protocol, (stream, asker) => this.#serve(stream, asker), {
      maxInboundStreams: 2,
      maxOutboundStreams: 4,
    });
  }

  async stop(): Promise<void> {
    await this.#libp2p.unhandle(this.#protocol);
  }

  /**
   * Asks a connected peer whom it is connected to and keeps the records.
   * @returns the number of new records. It is also 0 if the peer does not answer.
   */
  async ask(peer: PeerId, signal: AbortSignal): Promise<number> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
    let answer: Uint8Array;
    try {
      const stream = await this.#libp2p.dialProtocol(peer, this.#protocol, { signal: within });
      answer = await readAll(stream, MAX_ANSWER_BYTES, within);
    } catch {
      return 0;
    }
    try {
      return await this.#keep(answer);
    } catch {
      this.#conduct.penalise(peer.toString(), PENALTY);
      return 0;
    }
  }

  /**
   * Takes over records of an earlier run, as far as there is room.
   * @returns how many are no signed records.
   */
  async learn(records: readonly Uint8Array[]): Promise<number> {
    let refused = 0;
    for (const record of records.slice(0, MAX_LEARNED)) {
      try {
        if (record.length > MAX_RECORD_BYTES) throw new Error("too long");
        await this.#libp2p.peerStore.consumePeerRecord(record);
      } catch {
        refused++;
      }
    }
    return refused;
  }

  /** The signed records of peers, without those that have sent none. */
  async recordsOf(peers: readonly PeerId[]): Promise<PeerRecord[]> {
    const records = await Promise.all(
      peers.map(async (peer) => ({ id: peer.toString(), record: await this.#recordOf(peer) })),
    );
    return records.flatMap(({ id, record }) => (record === undefined ? [] : [{ id, record }]));
  }

  async #recordOf(peer: PeerId): Promise<Uint8Array | undefined> {
    try {
      const { peerRecordEnvelope: record } = await this.#libp2p.peerStore.get(peer);
      return record !== undefined && record.length <= MAX_RECORD_BYTES ? record : undefined;
    } catch {
      // The store has forgotten the peer.
      return undefined;
    }
  }

  /** @throws anything if the answer is malformed or a record's signature is wrong. */
  async #keep(answer: Uint8Array): Promise<number> {
    const room = MAX_KNOWN_PEERS - (await this.#libp2p.peerStore.all()).length;
    let kept = 0;
    let records = 0;
    for (let at = 0; at < answer.length && records < MAX_RECORDS; records++) {
      if (at + 2 > answer.length) throw new Error("truncated length");
      const length = (answer[at]! << 8) | answer[at + 1]!;
      const end = at + 2 + length;
      if (length === 0 || length > MAX_RECORD_BYTES || end > answer.length)
        throw new Error("bad record length");
      const record = answer.slice(at + 2, end);
      const key = toHex(sha256(record));
      const isFresh = this.#clock() - (this.#checked.get(key) ?? Number.NEGATIVE_INFINITY) < FRESH;
      if (kept < room && !isFresh) {
        if (await this.#libp2p.peerStore.consumePeerRecord(record)) kept++;
        this.#checked.set(key, this.#clock());
      }
      at = end;
    }
    return kept;
  }

  async #serve(stream: WireStream, asker: string): Promise<void> {
    if (!this.#limiter.take(asker, "serve")) throw new Error("asked too often");
    const others = this.#libp2p
      .getPeers()
      .filter((peer) => peer.toString() !== asker && !this.#conduct.isBanned(peer.toString()));
    let sent = 0;
    for (const peer of shuffled(others)) {
      if (sent >= MAX_RECORDS) break;
      const record = await this.#recordOf(peer);
      if (record === undefined) continue;
      const framed = new Uint8Array(2 + record.length);
      framed.set([record.length >> 8, record.length & 0xff]);
      framed.set(record, 2);
      stream.send(framed);
      sent++;
    }
    await stream.close({ signal: AbortSignal.timeout(TIMEOUT) });
  }
}
