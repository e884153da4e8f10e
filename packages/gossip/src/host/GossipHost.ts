import { TopicValidatorResult } from "@libp2p/gossipsub";
import { multiaddr } from "@multiformats/multiaddr";
import {
  NODE_PROOF_WIRE,
  type NodeProof,
  noticeDigest,
  noticeOf,
  type ProofNotice,
  proposalId,
  TrellisError,
  toHex,
} from "@trellis/protocol";
import { CatchUp } from "../catchup/CatchUp.ts";
import { RecentMessages } from "../catchup/RecentMessages.ts";
import { UnheardMessages } from "../catchup/UnheardMessages.ts";
import type { Gossip, GossipHandler, GossipPeer, Published, RefusedHandler } from "../Gossip.ts";
import type { GossipContext } from "../GossipContext.ts";
import { type GossipMetrics, NO_METRICS } from "../GossipMetrics.ts";
import type { Arrived } from "../gate/Gate.ts";
import { TopicGate } from "../gate/TopicGate.ts";
import { GOSSIP_LIMITS, type GossipLimits } from "../limits/gossipLimits.ts";
import { PeerConduct, REMEMBERED_PEERS } from "../peers/PeerConduct.ts";
import { PeerExchange, type PeerRecord } from "../peers/PeerExchange.ts";
import { PeerKeeper } from "../peers/PeerKeeper.ts";
import { MARK_HALF_LIFE, SCORE_THRESHOLDS } from "../peers/peerScoring.ts";
import { ProofExchange } from "../proofs/ProofExchange.ts";
import { ProofShelf } from "../proofs/ProofShelf.ts";
import { ToldNotices } from "../proofs/ToldNotices.ts";
import { type ServedSnapshot, SnapshotServing } from "../snapshots/SnapshotServing.ts";
import { TOPIC_CODECS, TOPIC_NAMES, type TopicMessages, type TopicName, topicString } from "../topics.ts";
import type { Verdict } from "../Verdict.ts";
import { Admission } from "./Admission.ts";
import { createPeer, type GossipPeerHost } from "./createPeer.ts";
import {
  DEFAULT_NETWORK,
  type GossipHostComponents,
  type GossipHostInit,
  type GossipNetwork,
} from "./GossipHostInit.ts";
import { forgetMessage, forgetOldest, type GossipRouter, messageIdText } from "./gossipRouter.ts";
import { listenError } from "./listenError.ts";
import { PEER_KEY_BYTES } from "./loadOrCreatePeerKey.ts";
import { Subscriptions } from "./Subscriptions.ts";
import { protocolString } from "./topics.ts";

/** Longer than the two windows of a mainnet round (P3.1, P3.2). */
const RECENT_AGE = 900_000;

/** What gossipsub is told. */
const RESULTS: Readonly<Record<Verdict["result"], TopicValidatorResult>> = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject,
};

interface Running {
  readonly libp2p: GossipPeerHost;
  readonly router: GossipRouter;
  readonly exchange: PeerExchange;
  readonly catchUp: CatchUp;
  readonly serving: SnapshotServing;
  readonly proofs: ProofExchange;
  readonly keeper: PeerKeeper;
  readonly gate: TopicGate;
}

/**
 * The node's place in the gossip network. It runs libp2p over TCP, noise and yamux. The rules of every topic
 * guard its gossipsub.
 */
export class GossipHost implements Gossip {
  readonly #context: GossipContext;
  readonly #metrics: GossipMetrics;
  readonly #report: (error: unknown) => void;
  readonly #snapshot: () => ServedSnapshot | undefined;
  readonly #init: GossipHostInit;
  readonly #limits: GossipLimits;
  readonly #network: GossipNetwork;
  readonly #subscriptions: Subscriptions;
  readonly #clock = (): number => performance.now();
  readonly #conduct: PeerConduct;
  readonly #names: ReadonlyMap<string, TopicName>;
  readonly #recent: RecentMessages;
  readonly #shelf: ProofShelf;
  readonly #told: ToldNotices;
  readonly #unheard: UnheardMessages;
  #running: Running | undefined;
  #isStarting = false;

  constructor(components: GossipHostComponents, init: GossipHostInit) {
    this.#context = components.context;
    this.#metrics = components.metrics ?? NO_METRICS;
    this.#report = components.report ?? (() => {});
    this.#snapshot = components.snapshot ?? (() => undefined);
    this.#init = init;
    this.#limits = { ...GOSSIP_LIMITS, ...init.limits };
    this.#network = { ...DEFAULT_NETWORK, ...init.network };
    this.#subscriptions = new Subscriptions(this.#report);
    this.#names = new Map(TOPIC_NAMES.map((name) => [topicString(components.context.domain, name), name]));
    this.#conduct = new PeerConduct({
      halfLife: MARK_HALF_LIFE,
      ban: this.#network.ban,
      capacity: REMEMBERED_PEERS,
      clock: this.#clock,
    });
    this.#recent = new RecentMessages(this.#limits.recentBytes, RECENT_AGE, this.#clock);
    this.#shelf = new ProofShelf(this.#limits.proofs, this.#clock);
    this.#told = new ToldNotices(components.context.domain, this.#limits.proofs, this.#clock);
    this.#unheard = new UnheardMessages(this.#limits.unheard, this.#clock);
  }

  /**
   * Listens, subscribes to every topic and begins to connect. Resolves when others can connect. Peers come
   * later.
   * @throws TRL-GSP-001 for a bad bootstrap address, TRL-GSP-007 for a bad key, TRL-GSP-008 if it runs
   * already, TRL-GSP-013 if it cannot listen.
   */
  async start(): Promise<void> {
    if (this.#running !== undefined || this.#isStarting) {
      throw new TrellisError("TRL-GSP-008", "this gossip host is already running; stop it first");
    }
    if (this.#init.peerKey.length !== PEER_KEY_BYTES) {
      throw new TrellisError("TRL-GSP-007", `a peer key is a seed of ${PEER_KEY_BYTES} bytes`, {
        bytes: this.#init.peerKey.length,
      });
    }
    this.#isStarting = true;
    try {
      this.#running = await this.#launch();
    } finally {
      this.#isStarting = false;
    }
  }

  async #launch(): Promise<Running> {
    const gate = new TopicGate(
      {
        context: this.#context,
        metrics: this.#metrics,
        report: this.#report,
        isBanned: (peer) => this.#conduct.isBanned(peer),
        onRejected: (peer) => this.#blame(peer),
      },
      this.#limits,
    );
    const admission = new Admission(
      { gate, metrics: this.#metrics, conduct: this.#conduct, clock: this.#clock },
      { topics: this.#names, limits: this.#limits },
    );
    const libp2p = await createPeer(
      { conduct: this.#conduct, admission, copyArrived: (peer, id) => gate.copyArrived(peer, id) },
      {
        ...this.#init,
        network: this.#network,
        topics: [...this.#names.keys()],
        patience: this.#limits.waiting.milliseconds,
      },
    );
    const router = libp2p.services.gossip;
    const exchange = new PeerExchange(
      { libp2p, conduct: this.#conduct, clock: this.#clock },
      protocolString(this.#context.domain, "peers"),
    );
    const catchUp = new CatchUp(
      {
        libp2p,
        router,
        recent: this.#recent,
        isSubscribed: (peer) => this.#subscribers(router).has(peer),
        conduct: this.#conduct,
        clock: this.#clock,
        receive: async ({ name, bytes }, from) =>
          (await this.#receive(gate, name, { bytes, from })).result === "reject",
      },
      protocolString(this.#context.domain, "recent"),
      this.#limits,
    );
    const serving = new SnapshotServing(libp2p, this.#snapshot, {
      protocol: protocolString(this.#context.domain, "snapshot"),
      clock: this.#clock,
    });
    const proofs = new ProofExchange(
      {
        libp2p,
        domain: this.#context.domain,
        shelf: this.#shelf,
        told: this.#told,
        conduct: this.#conduct,
        subscribers: () => this.#subscribers(router),
        clock: this.#clock,
      },
      protocolString(this.#context.domain, "proofs"),
      this.#limits.proofs,
    );
    const keeper = new PeerKeeper(
      {
        libp2p,
        exchange,
        conduct: this.#conduct,
        clock: this.#clock,
        isGossiping: (peer) => router.getPeers().some((other) => other.toString() === peer),
        report: this.#report,
      },
      {
        bootstrap: this.#init.bootstrap ?? [],
        targetPeers: this.#network.targetPeers,
        maxConnections: this.#network.maxConnections,
        interval: this.#network.interval,
      },
    );
    try {
      // This comes before the first peer can connect, so that every message is judged.
      for (const [topic, name] of this.#names) {
        router.topicValidators.set(topic, async (peer, { data }) => {
          const id = messageIdText({ topic, data });
          const verdict = await this.#receive(gate, name, { bytes: data, from: peer.toString(), id });
          // Another peer's copy gets the look that this one did not get.
          if (verdict.result === "ignore" && verdict.isUnjudged) forgetMessage(router, id);
          return RESULTS[verdict.result];
        });
      }
      const count = (): void => this.#metrics.peers(libp2p.getPeers().length);
      libp2p.addEventListener("peer:connect", count);
      libp2p.addEventListener("peer:disconnect", count);
      router.addEventListener("subscription-change", () => {
        this.#sendUnheard(router);
        count();
      });
      router.addEventListener("gossipsub:heartbeat", () => {
        this.#disconnectGraylisted(libp2p);
        forgetOldest(router);
        this.#sendUnheard(router);
        count();
      });
      await exchange.start();
      await catchUp.start();
      await serving.start();
      await proofs.start();
      try {
        await libp2p.start();
      } catch (cause) {
        throw listenError(this.#init.listen, cause);
      }
      for (const topic of this.#names.keys()) router.subscribe(topic);
      const refused = await exchange.learn(this.#init.known ?? []);
      if (refused > 0) {
        this.#report(
          new TrellisError(
            "TRL-GSP-015",
            `${refused} remembered peers have no valid record; they are ignored`,
            {
              refused,
            },
          ),
        );
      }
    } catch (error) {
      await libp2p.stop();
      throw error;
    }
    keeper.start();
    return { libp2p, router, exchange, catchUp, serving, proofs, keeper, gate };
  }

  /** Disconnects and drops waiting messages. Handlers stay. The host can be started again. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    running.gate.close();
    await running.keeper.stop();
    await running.catchUp.stop();
    await running.serving.stop();
    await running.proofs.stop();
    await running.exchange.stop();
    await running.libp2p.stop();
  }

  get peerId(): string {
    return this.#started().libp2p.peerId.toString();
  }

  addresses(): string[] {
    return this.#started()
      .libp2p.getMultiaddrs()
      .map((address) => address.toString());
  }

  peers(): GossipPeer[] {
    const { libp2p, router } = this.#started();
    const subscribers = this.#subscribers(router);
    return libp2p.getPeers().flatMap((peer) => {
      const connection = libp2p.getConnections(peer)[0];
      if (connection === undefined) return [];
      const id = peer.toString();
      return [
        {
          id,
          isSubscribed: subscribers.has(id),
          address: connection.remoteAddr.toString(),
          direction: connection.direction,
          score: router.getScore(id),
        },
      ];
    });
  }

  /** The signed records of the peers with which gossip runs; none if it does not run. */
  async peerRecords(): Promise<PeerRecord[]> {
    if (this.#running === undefined) return [];
    const { libp2p, router, exchange } = this.#running;
    const subscribers = this.#subscribers(router);
    return exchange.recordsOf(libp2p.getPeers().filter((peer) => subscribers.has(peer.toString())));
  }

  /**
   * Connects to a peer by its address.
   * @throws TRL-GSP-009 if it cannot be reached.
   */
  async connect(address: string): Promise<void> {
    try {
      await this.#started().libp2p.dial(multiaddr(address), { signal: AbortSignal.timeout(10_000) });
    } catch (cause) {
      throw new TrellisError(
        "TRL-GSP-009",
        "the peer cannot be reached; check its address",
        { address },
        cause,
      );
    }
  }

  async publish<Name extends TopicName>(name: Name, message: TopicMessages[Name]): Promise<Published> {
    const { router, gate } = this.#started();
    // The codec of a topic takes what the codec of that topic gives.
    const encode = TOPIC_CODECS[name].encode as (message: TopicMessages[Name]) => Uint8Array;
    const bytes = encode(message);
    const verdict = await gate.judgeOwn(name, message);
    if (verdict.result === "reject") {
      throw new TrellisError("TRL-GSP-010", "other nodes would reject this message; nothing was sent", {
        topic: name,
        reason: verdict.reason,
      });
    }
    if (verdict.result === "ignore") return { verdict, recipients: 0 };
    this.#recent.add(name, bytes);
    this.#releaseWaiting(name, message, gate);
    const topic = topicString(this.#context.domain, name);
    const { recipients } = await router.publish(topic, bytes);
    this.#unheard.add({ topic, bytes }, recipients.map(String));
    return { verdict, recipients: recipients.length };
  }

  offerProof(proof: NodeProof): void {
    const id = toHex(noticeDigest(this.#context.domain, proof.proposalId, noticeOf(proof)));
    this.#shelf.addOwn(id, NODE_PROOF_WIRE.encode(proof));
  }

  async fetchProof(
    proposalId: Uint8Array,
    notice: ProofNotice,
    signal: AbortSignal,
  ): Promise<NodeProof | undefined> {
    return this.#running?.proofs.fetch(proposalId, notice, signal);
  }

  on<Name extends TopicName>(name: Name, handler: GossipHandler<Name>): () => void {
    return this.#subscriptions.on(name, handler);
  }

  onRefused<Name extends TopicName>(name: Name, handler: RefusedHandler<Name>): () => void {
    return this.#subscriptions.onRefused(name, handler);
  }

  contextChanged(): void {
    this.#running?.gate.contextChanged();
  }

  #started(): Running {
    if (this.#running === undefined)
      throw new TrellisError("TRL-GSP-008", "this gossip host is not running; start it first");
    return this.#running;
  }

  /** Peers that can exchange messages with us: they have subscribed, and there is a stream to send by. */
  #subscribers(router: GossipRouter): ReadonlySet<string> {
    const topic = topicString(this.#context.domain, "proposal");
    const subscribers = router.getSubscribers(topic).map(String);
    return new Set(subscribers.filter((peer) => router.streamsOutbound.has(peer)));
  }

  /** Sends own messages of the last minute to peers that could not hear them before. */
  #sendUnheard(router: GossipRouter): void {
    const peers = [...this.#subscribers(router)].filter(
      (peer) => router.getScore(peer) >= SCORE_THRESHOLDS.publishThreshold,
    );
    this.#unheard.sendTo(peers, (peer, { topic, bytes }) =>
      router.sendRpc(peer, { subscriptions: [], messages: [{ topic, data: bytes }] }),
    );
  }

  /** Judges a message that a peer brought. Accepted messages go to the handlers and are then relayed. */
  async #receive<Name extends TopicName>(gate: TopicGate, name: Name, arrived: Arrived): Promise<Verdict> {
    const { bytes, from } = arrived;
    const { verdict, message } = await gate.judge(name, arrived);
    if (message !== undefined) {
      if (verdict.result === "accept") {
        // A copy: the data is a view of a whole frame.
        this.#recent.add(name, bytes.slice());
        // Before the handlers, which may ask for the proofs.
        if (name === "proof_notices") this.#told.note(message as TopicMessages["proof_notices"], from);
        this.#subscriptions.deliver(name, message, from);
        this.#releaseWaiting(name, message, gate);
      } else {
        this.#subscriptions.tellRefused(name, message, verdict, from);
      }
    }
    return verdict;
  }

  /** Judges the messages again that wait for an accepted proposal, or for the transcript that its reveal brings. */
  #releaseWaiting<Name extends TopicName>(name: Name, message: TopicMessages[Name], gate: TopicGate): void {
    if (name === "proposal") {
      const { proposal } = message as TopicMessages["proposal"];
      gate.proposalArrived(proposalId(this.#context.domain, proposal));
    } else if (name === "reveal") gate.proposalArrived((message as TopicMessages["reveal"]).proposalId);
  }

  /** A peer has sent a bad message. At the fifth it is cut off at once, before anything else of it is judged. */
  #blame(peer: string): void {
    if (this.#conduct.isBanned(peer) || !this.#conduct.blame(peer)) return;
    this.#metrics.banned(peer);
    const libp2p = this.#running?.libp2p;
    const id = libp2p?.getPeers().find((other) => other.toString() === peer);
    if (libp2p !== undefined && id !== undefined) libp2p.hangUp(id).catch(this.#report);
  }

  #disconnectGraylisted(libp2p: GossipPeerHost): void {
    for (const peer of libp2p.getPeers()) {
      const id = peer.toString();
      if (!this.#conduct.isBanned(id)) {
        if (libp2p.services.gossip.getScore(id) >= SCORE_THRESHOLDS.graylistThreshold) continue;
        this.#conduct.ban(id);
        this.#metrics.banned(id);
      }
      libp2p.hangUp(peer).catch(this.#report);
    }
  }
}
