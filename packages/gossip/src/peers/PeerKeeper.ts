import { peerIdFromString } from "@libp2p/peer-id";
import { type Multiaddr, multiaddr } from "@multiformats/multiaddr";
import { BoundedMap, TrellisError } from "@trellis/protocol";
import type { Libp2p } from "libp2p";
import type { PeerConduct } from "./PeerConduct.ts";
import type { PeerExchange } from "./PeerExchange.ts";
import { shuffled } from "./shuffled.ts";

type PeerId = Libp2p["peerId"];

export interface PeerKeeperComponents {
  readonly libp2p: Libp2p;
  readonly exchange: PeerExchange;
  readonly conduct: PeerConduct;
  readonly clock: () => number;
  /** Whether gossip runs over the connection to this peer. */
  readonly isGossiping: (peer: string) => boolean;
  readonly report: (error: unknown) => void;
}

export interface PeerKeeperInit {
  /** Addresses with peer ids. They are never given up. */
  readonly bootstrap: readonly string[];
  /** Number of connections that the keeper tries to reach. */
  readonly targetPeers: number;
  /** Connections that there may be at most. */
  readonly maxConnections: number;
  /** Milliseconds between two rounds when nothing happens. */
  readonly interval: number;
}

const DIAL_TIMEOUT = 5_000;
const FIRST_RETRY = 500;
const LAST_RETRY = 30_000;
/** Dials of one round, and peers asked in one round. */
const DIALS = 8;
const ASKED = 2;
/**
 * Milliseconds after which a connection without gossip is cut. Its streams broke, and only a new connection
 * restores them.
 */
const MUTE_AFTER = 15_000;
/** The same when places are scarce: a peer that speaks has subscribed by then. */
const MUTE_WHEN_FULL = 3_000;
/** Places that are kept for newcomers. */
const RESERVE = 8;

interface Retry {
  delay: number;
  at: number;
}

/** The peer id at the end of an address, undefined if there is none. */
function peerOf(address: Multiaddr): PeerId | undefined {
  const id = address.getComponents().findLast(({ name }) => name === "p2p")?.value;
  return id === undefined ? undefined : peerIdFromString(id);
}

/**
 * Parses a bootstrap address.
 * @throws TRL-GSP-001 if it is not an address or does not name a peer id. Without one, any peer could take
 * the address.
 */
function bootstrapPeer(text: string): { id: PeerId; address: Multiaddr } {
  let id: PeerId | undefined;
  let address: Multiaddr | undefined;
  let cause: unknown;
  try {
    address = multiaddr(text);
    id = peerOf(address);
  } catch (error) {
    cause = error;
  }
  if (address === undefined || id === undefined) {
    throw new TrellisError(
      "TRL-GSP-001",
      "a bootstrap address must end with /p2p/ and the peer's id",
      { address: text },
      cause,
    );
  }
  return { id, address };
}

/**
 * Keeps the node connected. It redials lost bootstrap peers with growing pauses, and finds further peers
 * through the exchange.
 */
export class PeerKeeper {
  readonly #components: PeerKeeperComponents;
  readonly #init: PeerKeeperInit;
  readonly #bootstrap: readonly { id: PeerId; address: Multiaddr }[];
  readonly #retries = new BoundedMap<string, Retry>(1_024, { touch: true });
  readonly #asks = new BoundedMap<string, Retry>(1_024, { touch: true });
  #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #again = false;

  constructor(components: PeerKeeperComponents, init: PeerKeeperInit) {
    this.#components = components;
    this.#init = init;
    this.#bootstrap = init.bootstrap.map(bootstrapPeer);
  }

  start(): void {
    this.#stopping = new AbortController();
    const { libp2p } = this.#components;
    libp2p.addEventListener("peer:identify", this.#wake);
    libp2p.addEventListener("peer:disconnect", this.#wake);
    this.#timer = setInterval(this.#wake, this.#init.interval).unref();
    this.#wake();
  }

  async stop(): Promise<void> {
    const { libp2p } = this.#components;
    libp2p.removeEventListener("peer:identify", this.#wake);
    libp2p.removeEventListener("peer:disconnect", this.#wake);
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#round;
  }

  readonly #wake = (): void => {
    if (this.#stopping.signal.aborted) return;
    if (this.#round !== undefined) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#round = this.#keep()
      .catch((error: unknown) => {
        if (!this.#stopping.signal.aborted) this.#components.report(error);
      })
      .finally(() => {
        this.#round = undefined;
        if (this.#again) this.#wake();
      });
  };

  async #keep(): Promise<void> {
    const { libp2p, conduct, clock } = this.#components;
    await this.#cutMute();

    const isConnected = (id: PeerId): boolean => libp2p.getConnections(id).length > 0;
    await Promise.all(
      this.#bootstrap
        .filter(({ id }) => !id.equals(libp2p.peerId) && !isConnected(id) && !conduct.isBanned(id.toString()))
        .map(({ id, address }) => this.#dial(id, address)),
    );

    let missing = this.#init.targetPeers - libp2p.getPeers().length;
    if (missing <= 0) return;
    const now = clock();
    const due = (peer: PeerId): number => this.#asks.get(peer.toString())?.at ?? 0;
    const toAsk = libp2p
      .getPeers()
      .filter((peer) => due(peer) <= now)
      .sort((one, other) => due(one) - due(other))
      .slice(0, ASKED);
    await Promise.all(toAsk.map((peer) => this.#ask(peer)));

    missing = this.#init.targetPeers - libp2p.getPeers().length;
    const strangers = (await libp2p.peerStore.all()).filter(
      ({ id, addresses }) =>
        addresses.length > 0 &&
        !id.equals(libp2p.peerId) &&
        !isConnected(id) &&
        !conduct.isBanned(id.toString()),
    );
    await Promise.all(
      shuffled(strangers)
        .filter(({ id }) => this.#mayDial(id))
        .slice(0, Math.min(DIALS, Math.max(0, missing)))
        .map(({ id }) => this.#dial(id, id)),
    );
  }

  /** Asks a peer for other peers. If it knew no new one, the pause before it is asked again doubles. */
  async #ask(peer: PeerId): Promise<void> {
    const { exchange, clock } = this.#components;
    const key = peer.toString();
    const last = this.#asks.get(key)?.delay ?? 0;
    const isNews = (await exchange.ask(peer, this.#stopping.signal)) > 0;
    const delay = isNews
      ? this.#init.interval / 2
      : Math.min(LAST_RETRY, Math.max(this.#init.interval / 2, 2 * last));
    this.#asks.set(key, { delay, at: clock() + delay });
  }

  #mayDial(id: PeerId): boolean {
    return this.#components.clock() >= (this.#retries.get(id.toString())?.at ?? 0);
  }

  async #dial(id: PeerId, target: PeerId | Multiaddr): Promise<void> {
    if (!this.#mayDial(id)) return;
    const key = id.toString();
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(DIAL_TIMEOUT)]);
    try {
      await this.#components.libp2p.dial(target, { signal });
      this.#retries.delete(key);
    } catch {
      const delay = Math.min(LAST_RETRY, 2 * (this.#retries.get(key)?.delay ?? FIRST_RETRY / 2));
      this.#retries.set(key, { delay, at: this.#components.clock() + delay });
    }
  }

  async #cutMute(): Promise<void> {
    const { libp2p, isGossiping } = this.#components;
    const open = libp2p.getConnections();
    const isScarce = open.length > this.#init.maxConnections - RESERVE;
    const patience = isScarce ? MUTE_WHEN_FULL : MUTE_AFTER;
    const mute = open.filter(
      ({ remotePeer, timeline }) =>
        Date.now() - timeline.open > patience && !isGossiping(remotePeer.toString()),
    );
    await Promise.all(
      mute.map((connection) => connection.close({ signal: AbortSignal.timeout(1_000) }).catch(() => {})),
    );
  }
}
