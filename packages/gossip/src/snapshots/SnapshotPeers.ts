import { setTimeout as pause } from "node:timers/promises";
import { noise } from "@chainsafe/libp2p-noise";
import { yamux } from "@chainsafe/libp2p-yamux";
import { tcp } from "@libp2p/tcp";
import { multiaddr } from "@multiformats/multiaddr";
import { fromHex, type RollupDomain, sha256, TrellisError, toHex } from "@trellis/protocol";
import { createLibp2p, type Libp2p } from "libp2p";
import { protocolString } from "../host/topics.ts";
import { readAll } from "../streams/readAll.ts";
import { MANIFEST_REQUEST } from "./snapshotRequest.ts";

/** A snapshot that peers have said they have. */
export interface SnapshotOffer {
  readonly manifest: Uint8Array;
  /** Addresses of those who have it. */
  readonly peers: readonly string[];
}

/** A chunk that is asked for. */
export interface WantedChunk {
  /** SHA-256, in hexadecimal. */
  readonly hash: string;
  readonly bytes: number;
}

const ANSWER_TIMEOUT = 20_000;
/** Pause after all peers have refused: they bound how often they are asked. Milliseconds. */
const PAUSE = 1_000;
/** How often all peers are asked for a chunk. */
const ROUNDS = 8;

/**
 * Asks well-known peers for snapshots (`snapshot/1`), before the node joins gossip: with connections and a key of its own, which nobody needs to know
 * again. What comes is held against the hash that was asked for.
 */
export class SnapshotPeers {
  readonly #libp2p: Libp2p;
  readonly #protocol: string;
  readonly #bootstrap: readonly string[];
  readonly #maxManifestBytes: number;
  /** Peers that sent something else than they were asked for. */
  readonly #liars = new Set<string>();
  #next = 0;

  private constructor(
    libp2p: Libp2p,
    domain: RollupDomain,
    bootstrap: readonly string[],
    maxManifest: number,
  ) {
    this.#libp2p = libp2p;
    this.#protocol = protocolString(domain, "snapshot");
    this.#bootstrap = bootstrap;
    this.#maxManifestBytes = maxManifest;
  }

  /** @param bootstrap - multiaddrs that end in `/p2p/<id>`. @param maxManifestBytes - longer manifests are refused. */
  static async start(
    domain: RollupDomain,
    bootstrap: readonly string[],
    maxManifestBytes: number,
  ): Promise<SnapshotPeers> {
    const libp2p = await createLibp2p({
      addresses: { listen: [] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
    } as Parameters<typeof createLibp2p>[0]);
    return new SnapshotPeers(libp2p, domain, bootstrap, maxManifestBytes);
  }

  async stop(): Promise<void> {
    await this.#libp2p.stop();
  }

  /** What the peers have, that of most peers first. Peers without a snapshot, and those that do not answer, are left out. */
  async offers(signal: AbortSignal): Promise<SnapshotOffer[]> {
    const found = new Map<string, { manifest: Uint8Array; peers: string[] }>();
    await Promise.all(
      this.#bootstrap.map(async (peer) => {
        const manifest = await this.#ask(peer, MANIFEST_REQUEST, this.#maxManifestBytes, signal).catch(
          () => undefined,
        );
        if (manifest === undefined || manifest.length === 0) return;
        const key = toHex(sha256(manifest));
        const offer = found.get(key) ?? { manifest, peers: [] };
        offer.peers.push(peer);
        found.set(key, offer);
      }),
    );
    return [...found.values()].sort((a, b) => b.peers.length - a.peers.length);
  }

  /**
   * A chunk, from one of these peers: each call begins with the next one.
   * @throws TRL-GSP-014 if none of them gives it.
   */
  async chunk(
    peers: readonly string[],
    { hash, bytes }: WantedChunk,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    for (let round = 0; round < ROUNDS; round++) {
      for (let i = 0; i < peers.length; i++) {
        const peer = peers[this.#next++ % peers.length]!;
        if (this.#liars.has(peer)) continue;
        signal.throwIfAborted();
        const chunk = await this.#ask(peer, hash, bytes, signal).catch(() => undefined);
        if (chunk === undefined) continue;
        if (toHex(sha256(chunk)) === hash) return chunk;
        this.#liars.add(peer);
      }
      if (peers.every((peer) => this.#liars.has(peer))) break;
      await pause(PAUSE * (round + 1), undefined, { signal });
    }
    throw new TrellisError("TRL-GSP-014", "no peer gives a chunk of the snapshot that it has offered", {
      chunk: hash,
      peers: peers.length,
    });
  }

  async #ask(peer: string, request: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT)]);
    const stream = await this.#libp2p.dialProtocol(multiaddr(peer), this.#protocol, { signal: within });
    const answer = readAll(stream, maxBytes, within);
    stream.send(fromHex(request));
    return answer;
  }
}
