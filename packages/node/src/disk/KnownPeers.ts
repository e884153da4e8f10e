import type { PeerRecord } from "@trellis/gossip";
import { type RollupDomain, rollupId } from "@trellis/protocol";
import { z } from "zod";
import type { Clock } from "../tasks/Clock.ts";
import { type OnRefused, SealedFolder } from "./SealedFolder.ts";

/** Peers that are remembered at most. */
export const MAX_KNOWN_PEERS = 256;
/** Seconds after which a peer that was not seen again is forgotten. */
const FORGET_AFTER = 14 * 86_400;
/** Bytes of one signed record, as gossip takes them. */
const MAX_RECORD_BYTES = 2_048;
/** One file: at most so many records in base64, with their ids and times. */
const LIMITS = { maxFiles: 1, maxFileBytes: 2 ** 20 };
const FILE = "peers";

const peerSchema = z.strictObject({
  id: z.string().min(1).max(128),
  /** Unix time, seconds. */
  seenAt: z.number().int().min(0),
  record: z.base64().max(4 * Math.ceil(MAX_RECORD_BYTES / 3)),
});
const fileSchema = z.strictObject({
  version: z.literal(1),
  rollupId: z.string(),
  peers: z.array(peerSchema).max(MAX_KNOWN_PEERS),
});

interface Seen {
  readonly record: Uint8Array;
  readonly seenAt: number;
}

/**
 * Peers with which this node has gossiped, by their signed records: after a restart it can reach them without its bootstrap peers. Bounded and
 * kept on disk. A record that somebody put into the file is of no use to them: gossip checks that a peer has signed its own addresses.
 */
export class KnownPeers {
  readonly #folder: SealedFolder;
  readonly #rollupId: string;
  readonly #clock: Clock;
  /** By peer id, the last seen last. */
  #peers = new Map<string, Seen>();

  /** @param clock - the time of day: it outlives the process. */
  constructor(
    path: string,
    domain: RollupDomain,
    { onRefused, clock }: { readonly onRefused?: OnRefused | undefined; readonly clock: Clock },
  ) {
    this.#folder = new SealedFolder(path, LIMITS, onRefused);
    this.#rollupId = String(rollupId(domain));
    this.#clock = clock;
  }

  /**
   * Reads the file of an earlier run. Ignores one of another rollup, and peers that were not seen for two weeks.
   * @throws TRL-NOD-009 if the folder cannot be used.
   */
  async open(): Promise<void> {
    await this.#folder.open();
    const file = await this.#folder.read(FILE, parse);
    if (file === undefined || file.rollupId !== this.#rollupId) return;
    const now = this.#now();
    const fresh = file.peers.filter(({ seenAt }) => seenAt > now - FORGET_AFTER);
    fresh.sort((one, other) => one.seenAt - other.seenAt);
    // A clock that was ahead for a while must not keep a peer for ever.
    this.#peers = new Map(
      fresh.map(({ id, seenAt, record }) => [
        id,
        { seenAt: Math.min(seenAt, now), record: Uint8Array.from(Buffer.from(record, "base64")) },
      ]),
    );
  }

  get size(): number {
    return this.#peers.size;
  }

  /** The signed records, the last seen first. */
  records(): Uint8Array[] {
    return [...this.#peers.values()].map(({ record }) => record).reverse();
  }

  /**
   * Remembers peers with which this node gossips now. The peers that were not seen for longest give way.
   * @returns whether a peer is new or has a new record.
   */
  add(peers: readonly PeerRecord[]): boolean {
    const seenAt = this.#now();
    let isNews = false;
    for (const { id, record } of peers) {
      if (record.length > MAX_RECORD_BYTES) continue;
      const known = this.#peers.get(id);
      isNews ||= known === undefined || !Buffer.from(known.record).equals(record);
      this.#peers.delete(id);
      this.#peers.set(id, { seenAt, record });
    }
    for (const oldest of this.#peers.keys()) {
      if (this.#peers.size <= MAX_KNOWN_PEERS) break;
      this.#peers.delete(oldest);
    }
    return isNews;
  }

  /** Writes everything to disk, completely or not at all. @throws TRL-NOD-009. */
  async save(): Promise<void> {
    const peers = [...this.#peers].map(([id, { seenAt, record }]) => ({
      id,
      seenAt,
      record: Buffer.from(record).toString("base64"),
    }));
    const file: z.output<typeof fileSchema> = { version: 1, rollupId: this.#rollupId, peers };
    await this.#folder.write(FILE, new TextEncoder().encode(JSON.stringify(file)));
  }

  #now(): number {
    return Math.floor(this.#clock() / 1_000);
  }
}

function parse(bytes: Uint8Array): z.output<typeof fileSchema> {
  return fileSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
