import {
  BoundedMap,
  NODE_PROOF_WIRE,
  type NodeProof,
  noticeDigest,
  type ProofNotice,
  type RollupDomain,
  toHex,
} from "@trellis/protocol";
import type { Libp2p } from "libp2p";
import type { ProofLimits } from "../limits/proofLimits.ts";
import { RateLimiter } from "../limits/RateLimiter.ts";
import type { PeerConduct } from "../peers/PeerConduct.ts";
import { shuffled } from "../peers/shuffled.ts";
import { serveStreams } from "../streams/serveStreams.ts";
import { Flights } from "./Flights.ts";
import { Lanes } from "./Lanes.ts";
import { PeerSlots } from "./PeerSlots.ts";
import type { ProofShelf } from "./ProofShelf.ts";
import { type ProofRequest, proofIn, type WantedProof } from "./requests.ts";
import { serveLane } from "./serveLane.ts";
import type { ToldNotices } from "./ToldNotices.ts";

/** Points against a peer for an answer that is not what was asked for. */
const PENALTY = 100;
const EVERYBODY = "";
/** How long a peer that did not answer in time is asked after others. Milliseconds. */
const TARDY = 60_000;
const REMEMBERED_PEERS = 1_024;
/** Of one peer. A new one may be opened before the old one's end is known. */
const STREAMS = { maxInboundStreams: 4, maxOutboundStreams: 4 };

/** What an exchange asks and tells. */
export interface ProofExchangeComponents {
  readonly libp2p: Libp2p;
  readonly domain: RollupDomain;
  readonly shelf: ProofShelf;
  readonly told: ToldNotices;
  readonly conduct: PeerConduct;
  /** Peers to which gossip flows. */
  readonly subscribers: () => ReadonlySet<string>;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
}

/** A proof that was found. */
interface Found {
  readonly proof: NodeProof;
  readonly bytes: Uint8Array;
}

/** How one search goes. */
interface Search {
  /** Hops that each peer that is asked may still pass. */
  readonly hops: number;
  /** Peers to ask at most. */
  readonly sources: number;
  /** The peer that is not asked, because it has asked. */
  readonly except?: string;
}

/**
 * `proofs/1`: a peer opens a stream and keeps it. It sends requests, each the id of a proof (32 bytes) and how many hops the request may pass
 * (1 byte). It reads an answer to each, in any order: the id, a length (4 bytes), and the proof, or nothing if nobody gives it. A stream
 * is cut if a request is torn, if too many are under way, or if the peer or all peers together ask too often.
 *
 * A node that has no such proof, but has accepted its notice, asks those who told it, and so on along the way that the notice came.
 */
export class ProofExchange {
  readonly #components: ProofExchangeComponents;
  readonly #protocol: string;
  readonly #limits: ProofLimits;
  readonly #limiter: RateLimiter<"peer" | "all">;
  readonly #flights = new Flights<Found>();
  readonly #slots: PeerSlots;
  readonly #lanes: Lanes;
  /** When each peer did not answer in time. */
  readonly #tardy = new BoundedMap<string, number>(REMEMBERED_PEERS, { touch: true });
  readonly #stopping = new AbortController();
  #passing = 0;

  constructor(components: ProofExchangeComponents, protocol: string, limits: ProofLimits) {
    this.#components = components;
    this.#protocol = protocol;
    this.#limits = limits;
    this.#limiter = new RateLimiter(limits.rates, REMEMBERED_PEERS, components.clock);
    this.#slots = new PeerSlots(limits.requests.outbound);
    const { libp2p, conduct } = components;
    this.#lanes = new Lanes(libp2p, protocol, (peer) => conduct.penalise(peer, PENALTY));
  }

  async start(): Promise<void> {
    await serveStreams(
      this.#components.libp2p,
      this.#protocol,
      (stream, asker) =>
        serveLane(stream, {
          answer: (request, left) => this.#answer(request, asker, left),
          most: this.#limits.requests.inbound,
          signal: this.#stopping.signal,
        }),
      STREAMS,
    );
  }

  /** Ends for good. All fetches under way end without a proof. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#lanes.close();
    await this.#components.libp2p.unhandle(this.#protocol);
  }

  /** See `Gossip.fetchProof`. */
  async fetch(
    proposalId: Uint8Array,
    notice: ProofNotice,
    signal: AbortSignal,
  ): Promise<NodeProof | undefined> {
    const { domain, shelf } = this.#components;
    const { hops, sources } = this.#limits;
    const wanted = { id: toHex(noticeDigest(domain, proposalId, notice)), proposalId, notice };
    const within = AbortSignal.any([signal, this.#stopping.signal]);
    const search: Search = { hops, sources: sources.own };
    // This loop ends: a search for this node reaches as far as any.
    for (;;) {
      const held = shelf.get(wanted.id);
      if (held !== undefined) return proofIn(held, wanted);
      const reach = this.#flights.reachOf(wanted.id) ?? hops;
      const found = await this.#flights.join(
        wanted.id,
        hops,
        (stopped) => this.#search(wanted, search, stopped),
        within,
      );
      // Who began the search may have had the notice with another signature of its seat.
      if (found !== undefined) return { ...found.proof, signature: notice.signature };
      if (within.aborted || reach >= hops) return undefined;
    }
  }

  /** The proof that a peer has asked for; undefined if nobody gives it. @throws to cut the stream. */
  async #answer(request: ProofRequest, asker: string, left: AbortSignal): Promise<Uint8Array | undefined> {
    if (request.hops > this.#limits.hops) throw new Error("a request may not pass so many hops");
    if (!this.#isAllowed(request, asker)) throw new Error("asked too often");
    const held = this.#components.shelf.get(request.id);
    if (held !== undefined) return held;
    const signal = AbortSignal.any([left, AbortSignal.timeout(this.#patience(this.#limits.hops))]);
    return this.#pass(request, asker, signal);
  }

  /** A request for what nobody has told of takes nothing from others' share. */
  #isAllowed({ id }: ProofRequest, asker: string): boolean {
    const { shelf, told } = this.#components;
    const isKnown = shelf.get(id) !== undefined || told.get(id) !== undefined;
    const cost = isKnown ? 1 : this.#limits.costOfUnknown;
    return this.#limiter.take(asker, "peer", cost) && (!isKnown || this.#limiter.take(EVERYBODY, "all"));
  }

  /** Asks others for a proof that a peer wants, if this node has accepted its notice. */
  async #pass(
    { id, hops }: ProofRequest,
    asker: string,
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    const told = this.#components.told.get(id);
    if (told === undefined || hops === 0) return undefined;
    const reach = this.#flights.reachOf(id);
    if (reach === undefined && this.#passing >= this.#limits.passing) return undefined;
    // What a search has led to has fewer hops left than the search.
    const isBehind = reach !== undefined && hops <= reach;
    // The peer that asks hears of a failure before it gives up: it would take this node for a silent one.
    const { behind, hop } = this.#limits.times;
    const patience = isBehind ? behind : this.#patience(hops) - hop / 2;
    const search: Search = { hops: hops - 1, sources: this.#limits.sources.passing, except: asker };
    const begin = async (stopped: AbortSignal): Promise<Found | undefined> => {
      this.#passing++;
      try {
        return await this.#search({ id, ...told }, search, stopped);
      } finally {
        this.#passing--;
      }
    };
    const within = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
    return (await this.#flights.join(id, search.hops, begin, within))?.bytes;
  }

  /** Asks one peer after the other. The proof is kept for others who ask. */
  async #search(
    wanted: WantedProof,
    { hops, sources, except }: Search,
    signal: AbortSignal,
  ): Promise<Found | undefined> {
    const { shelf, conduct } = this.#components;
    for (const peer of this.#sourcesOf(wanted.id, except).slice(0, sources)) {
      if (signal.aborted) return undefined;
      const answer = await this.#ask(peer, { id: wanted.id, hops }, signal);
      if (answer === undefined || answer.length === 0) continue;
      const proof = proofIn(answer, wanted);
      if (proof !== undefined) {
        const bytes = NODE_PROOF_WIRE.encode(proof);
        shelf.addPassed(wanted.id, bytes);
        return { proof, bytes };
      }
      conduct.penalise(peer, PENALTY);
    }
    return undefined;
  }

  /**
   * Connected peers to ask: first those that told of the proof, in that order. Peers that were silent come last, so that one that tells of
   * everything first, and gives nothing, costs one timeout, not one for each proof.
   */
  #sourcesOf(id: string, except: string | undefined): string[] {
    const { told, conduct, subscribers, clock } = this.#components;
    const connected = subscribers();
    const tellers = told.get(id)?.tellers ?? [];
    const peers = [...new Set([...tellers, ...shuffled([...connected])])].filter(
      (peer) => peer !== except && connected.has(peer) && !conduct.isBanned(peer),
    );
    const since = clock() - TARDY;
    const isTardy = (peer: string): boolean => (this.#tardy.get(peer) ?? Number.NEGATIVE_INFINITY) > since;
    return [...peers.filter((peer) => !isTardy(peer)), ...peers.filter(isTardy)];
  }

  /** What a peer answers; undefined if it has no such proof, does not answer in time, or is gone. */
  async #ask(peer: string, request: ProofRequest, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(this.#patience(request.hops))]);
    try {
      const answer = await this.#slots.run(peer, () => this.#lanes.ask(peer, request, within), within);
      if (answer !== undefined) this.#tardy.delete(peer);
      return answer;
    } catch {
      if (within.aborted && !signal.aborted) this.#tardy.set(peer, this.#components.clock());
      return undefined;
    }
  }

  /** How long an answer may take that passes so many hops. */
  #patience(hops: number): number {
    const { answer, hop } = this.#limits.times;
    return answer + hops * hop;
  }
}
