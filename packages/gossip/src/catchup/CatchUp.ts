import type { GossipSub, SubscriptionChangeData } from "@libp2p/gossipsub";
import { TrellisError } from "@trellis/protocol";
import type { Libp2p } from "libp2p";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import { RateLimiter } from "../limits/RateLimiter.ts";
import type { PeerConduct } from "../peers/PeerConduct.ts";
import { readAll, type WireStream } from "../streams/readAll.ts";
import { serveStreams } from "../streams/serveStreams.ts";
import { TOPIC_NAMES, type TopicName } from "../topics.ts";
import type { RecentMessage, RecentMessages } from "./RecentMessages.ts";

/** Peers asked after each time of having none. */
const ASKED = 3;
const ASK_TIMEOUT = 60_000;
const SERVE_TIMEOUT = 60_000;
const SUBSCRIBE_TIMEOUT = 2_000;
/** Topic's number in `TOPIC_NAMES`, length. */
const HEADER_BYTES = 5;
/** Messages of one answer that are judged at a time. */
const PARALLEL = 64;
const PENALTY = 100;

export interface CatchUpComponents {
  readonly libp2p: Libp2p;
  readonly router: GossipSub;
  /** Whether gossip to the peer flows. */
  readonly isSubscribed: (peer: string) => boolean;
  readonly recent: RecentMessages;
  readonly conduct: PeerConduct;
  readonly clock: () => number;
  /** Judges a message and hands it on; resolves to whether its sender is to blame for it. */
  readonly receive: (message: RecentMessage, from: string) => Promise<boolean>;
}

/**
 * `recent/1`: a peer opens a stream and reads what comes until its end: the accepted messages of the last minutes, each after its
 * topic's number (1) and length (4). Gossip itself offers a message for a few seconds only, so that a prover that restarts in the
 * middle of a round would know neither its proposals nor their order. What comes is judged like any message, and not relayed.
 */
export class CatchUp {
  readonly #components: CatchUpComponents;
  readonly #protocol: string;
  readonly #maxAnswerBytes: number;
  readonly #limiter: RateLimiter<"serve">;
  #stopping = new AbortController();
  #answers = 0;
  /** Connected peers that can be asked, in the order in which they came. Each is asked once a connection. */
  readonly #candidates = new Map<string, { readonly peer: Libp2p["peerId"]; isAsked: boolean }>();
  #asking: Promise<void> | undefined;

  constructor(components: CatchUpComponents, protocol: string, limits: GossipLimits) {
    this.#components = components;
    this.#protocol = protocol;
    const bytes = Object.values(limits.recentBytes).reduce((sum, bound) => sum + bound, 0);
    // The smallest message has 96 bytes: headers add less than a tenth.
    this.#maxAnswerBytes = Math.ceil(1.1 * bytes);
    this.#limiter = new RateLimiter({ serve: { perSecond: 1 / 30, burst: 3 } }, 1_024, components.clock);
  }

  async start(): Promise<void> {
    this.#stopping = new AbortController();
    this.#answers = 0;
    this.#candidates.clear();
    const { libp2p, router } = this.#components;
    await serveStreams(libp2p, this.#protocol, (stream, asker) => this.#serve(stream, asker), {
      maxInboundStreams: 1,
      maxOutboundStreams: 1,
    });
    router.addEventListener("subscription-change", this.#onSubscription);
    libp2p.addEventListener("peer:disconnect", this.#onDisconnect);
  }

  async stop(): Promise<void> {
    const { libp2p, router } = this.#components;
    router.removeEventListener("subscription-change", this.#onSubscription);
    libp2p.removeEventListener("peer:disconnect", this.#onDisconnect);
    this.#stopping.abort();
    await this.#asking;
    await libp2p.unhandle(this.#protocol);
  }

  /** When a peer has announced its topics, new messages come from it by gossip. Then it is time to ask for the earlier ones. */
  readonly #onSubscription = ({
    detail: { peerId, subscriptions },
  }: CustomEvent<SubscriptionChangeData>): void => {
    const key = peerId.toString();
    if (this.#candidates.has(key) || !subscriptions.some(({ subscribe }) => subscribe)) return;
    this.#candidates.set(key, { peer: peerId, isAsked: false });
    this.#asking ??= this.#askAll().finally(() => {
      this.#asking = undefined;
    });
  };

  readonly #onDisconnect = ({ detail }: CustomEvent<Libp2p["peerId"]>): void => {
    this.#candidates.delete(detail.toString());
    if (this.#components.libp2p.getPeers().length === 0) this.#answers = 0;
  };

  /** Asks one peer at a time, because the second mostly repeats the first, until there are enough answers. */
  async #askAll(): Promise<void> {
    // The subscription is handled to its end first.
    await undefined;
    for (;;) {
      const next = [...this.#candidates.values()].find(({ isAsked }) => !isAsked);
      if (next === undefined || this.#answers >= ASKED || this.#stopping.signal.aborted) return;
      next.isAsked = true;
      await this.#ask(next.peer);
    }
  }

  async #ask(peer: Libp2p["peerId"]): Promise<void> {
    const { libp2p, conduct } = this.#components;
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(ASK_TIMEOUT)]);
    let answer: Uint8Array;
    try {
      const stream = await libp2p.dialProtocol(peer, this.#protocol, { signal });
      answer = await readAll(stream, this.#maxAnswerBytes, signal);
    } catch {
      return;
    }
    this.#answers++;
    try {
      await this.#take(parse(answer), peer.toString());
    } catch {
      conduct.penalise(peer.toString(), PENALTY);
    }
  }

  /**
   * Judges an answer up to its first bad message: an honest peer has accepted what it sends, so the rest is not worth a look.
   * @throws TRL-GSP-011 for a malformed answer.
   */
  async #take(messages: Iterable<RecentMessage>, from: string): Promise<void> {
    const { receive, conduct } = this.#components;
    let batch: Promise<boolean>[] = [];
    const isGood = async (): Promise<boolean> => {
      const toBlame = (await Promise.all(batch)).filter(Boolean).length;
      if (toBlame > 0) conduct.penalise(from, PENALTY * toBlame);
      batch = [];
      return toBlame === 0 && !conduct.isBanned(from) && !this.#stopping.signal.aborted;
    };
    for (const message of messages) {
      batch.push(receive(message, from));
      if (batch.length >= PARALLEL && !(await isGood())) return;
    }
    await isGood();
  }

  async #serve(stream: WireStream, asker: string): Promise<void> {
    if (!this.#limiter.take(asker, "serve")) throw new Error("asked too often");
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(SERVE_TIMEOUT)]);
    await this.#subscription(asker, signal);
    for (const { name, bytes } of this.#components.recent.all()) {
      const frame = new Uint8Array(HEADER_BYTES + bytes.length);
      const view = new DataView(frame.buffer);
      view.setUint8(0, TOPIC_NAMES.indexOf(name));
      view.setUint32(1, bytes.length);
      frame.set(bytes, HEADER_BYTES);
      if (!stream.send(frame)) await stream.onDrain({ signal });
    }
    await stream.close({ signal });
  }

  /** Resolves when gossip to the peer flows, so that nothing falls between the answer and gossip; after seconds anyway. */
  async #subscription(peer: string, signal: AbortSignal): Promise<void> {
    const { router, isSubscribed } = this.#components;
    if (isSubscribed(peer)) return;
    const within = AbortSignal.any([signal, AbortSignal.timeout(SUBSCRIBE_TIMEOUT)]);
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!within.aborted && !isSubscribed(peer)) return;
        router.removeEventListener("subscription-change", look);
        router.removeEventListener("gossipsub:heartbeat", look);
        resolve();
      };
      router.addEventListener("subscription-change", look);
      router.addEventListener("gossipsub:heartbeat", look);
      within.addEventListener("abort", look, { once: true });
    });
  }
}

/** @throws TRL-GSP-011 if the answer is cut off or names an unknown topic. */
function* parse(answer: Uint8Array): Generator<RecentMessage> {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  for (let at = 0; at < answer.length; ) {
    const name: TopicName | undefined = TOPIC_NAMES[answer[at]!];
    const end =
      at + HEADER_BYTES <= answer.length
        ? at + HEADER_BYTES + view.getUint32(at + 1)
        : Number.POSITIVE_INFINITY;
    if (name === undefined || end > answer.length) {
      throw new TrellisError("TRL-GSP-011", "a peer's answer of recent messages is malformed", { at });
    }
    yield { name, bytes: answer.slice(at + HEADER_BYTES, end) };
    at = end;
  }
}
