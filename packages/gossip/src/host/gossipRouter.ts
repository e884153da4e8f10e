import { createHash } from "node:crypto";
import {
  type GossipSub,
  type GossipSubComponents,
  gossipsub,
  type Message,
  StrictNoSign,
} from "@libp2p/gossipsub";
import type { RPC } from "@libp2p/gossipsub/message";
import type { PeerScoreParams } from "@libp2p/gossipsub/score";
import { TrellisError } from "@trellis/protocol";
import { SCORE_THRESHOLDS } from "../peers/peerScoring.ts";

/**
 * The largest frame of a peer: more than two of the largest messages. Peers' own encoders have the same
 * limit.
 */
const MAX_FRAME_BYTES = 4 * 2 ** 20;
/** Bytes that a slow peer may leave unread before its stream is cut. */
const MAX_UNSENT_BYTES = 32 * 2 ** 20;
const MESSAGE_ID_BYTES = 20;
/**
 * A message as large as this is announced before it is judged, so that neighbours do not send it as well (IDONTWANT of gossipsub 1.2). For
 * smaller ones the announcements cost more than the copies.
 */
const ANNOUNCED_BYTES = 16 * 1_024;
/** Messages remembered, so that repetitions are recognised: some 130 MB. More come only if peers send more than they may in two minutes. */
const REMEMBERED_MESSAGES = 2 ** 18;

type PeerId = GossipSubComponents["peerId"];

/** A message of a frame, before gossipsub looks at it. */
export interface IncomingMessage {
  readonly peer: string;
  readonly topic: string;
  readonly bytes: number;
}

/** Gossipsub with members that its interface does not have. */
export interface GossipRouter extends GossipSub {
  /** Streams by which this node sends, by peer. Without one, messages do not reach the peer. */
  readonly streamsOutbound: ReadonlyMap<string, unknown>;
  /** The peer's score, at most a heartbeat old. */
  getScore(peer: string): number;
  /** Sends a frame to a peer. @returns false if there is no stream to it, or the stream holds too much already. */
  sendRpc(peer: string, rpc: RPC): boolean;
  /** Called with each decoded frame, before any part of it is looked at or remembered. */
  handleReceivedRpc(from: PeerId, rpc: RPC): Promise<void>;
  /** Ids of messages that gossipsub takes for repetitions. */
  readonly seenCache: { readonly entries: Map<string, unknown> };
  /** What gossipsub remembers of each message for its peers' scores, in order of arrival. */
  readonly score: {
    readonly deliveryRecords: {
      readonly records: Map<string, unknown>;
      readonly queue: { shift(): { readonly msgId: string } | undefined };
    };
  };
}

/** The id by which gossipsub remembers a message, as text. */
export function messageIdText(message: Pick<Message, "topic" | "data">): string {
  return idText(messageId(message));
}

/** Takes a message for a repetition no more, so that another peer's copy is looked at. */
export function forgetMessage({ seenCache }: GossipRouter, id: string): void {
  seenCache.entries.delete(id);
}

/**
 * Forgets the oldest messages beyond a bound. Gossipsub remembers each message for two minutes, however many come. A repetition that it
 * takes for news is judged again, and ignored.
 */
export function forgetOldest({ seenCache, score }: GossipRouter, most = REMEMBERED_MESSAGES): void {
  for (const id of seenCache.entries.keys()) {
    if (seenCache.entries.size <= most) break;
    seenCache.entries.delete(id);
  }
  const { records, queue } = score.deliveryRecords;
  while (records.size > most) {
    const oldest = queue.shift();
    if (oldest === undefined) break;
    records.delete(oldest.msgId);
  }
}

function idText(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString("hex");
}

export interface GossipRouterInit {
  readonly topics: readonly string[];
  readonly scoreParams: PeerScoreParams;
  /** Milliseconds between heartbeats. */
  readonly heartbeat: number;
  /**
   * Milliseconds for which another copy of a message counts as a repetition. It is neither looked at nor
   * sent.
   */
  readonly repetition: number;
  /** Milliseconds for which a message may stay unjudged. */
  readonly patience: number;
  /**
   * Whether a message may come in. A message refused here is not remembered as seen, so another peer can
   * still send it.
   */
  readonly admit: (message: IncomingMessage) => boolean;
  /** Called with each message that was admitted, whether or not it repeats another peer's. */
  readonly copyArrived: (peer: string, id: string) => void;
}

/** Ids of messages in memory: a message is hashed once, though it is asked for often. */
const ids = new WeakMap<Uint8Array, Uint8Array>();

/** First 20 bytes of sha256(topic ‖ data). A message has the same id for every peer that publishes it. */
export function messageId({ topic, data }: Pick<Message, "topic" | "data">): Uint8Array {
  const known = ids.get(data);
  if (known !== undefined) return known;
  const id = createHash("sha256").update(topic).update(data).digest().subarray(0, MESSAGE_ID_BYTES);
  ids.set(data, id);
  return id;
}

function isRouter(router: GossipSub): router is GossipRouter {
  return (
    "streamsOutbound" in router &&
    router.streamsOutbound instanceof Map &&
    "getScore" in router &&
    typeof router.getScore === "function" &&
    "sendRpc" in router &&
    typeof router.sendRpc === "function" &&
    "handleReceivedRpc" in router &&
    typeof router.handleReceivedRpc === "function" &&
    "seenCache" in router &&
    isRecord(router.seenCache) &&
    router.seenCache.entries instanceof Map &&
    "score" in router &&
    isRecord(router.score) &&
    isRecord(router.score.deliveryRecords) &&
    router.score.deliveryRecords.records instanceof Map &&
    isRecord(router.score.deliveryRecords.queue) &&
    typeof router.score.deliveryRecords.queue.shift === "function"
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/**
 * Gossipsub as Trellis runs it.
 *
 * StrictNoSign: every Trellis message carries the signature of the responsible party (proposer, seat,
 * account). A second signature by the relaying node would cost time and tell the network who sent what. It
 * would also give one message many ids.
 *
 * Mesh degrees suit networks of 2 to some hundred nodes. Up to 9 nodes form a full mesh. More copies of the
 * many small votes cost more than they help. Publishers send to every peer they know.
 */
export function gossipRouter(init: GossipRouterInit): (components: GossipSubComponents) => GossipRouter {
  return (components) => {
    const router = gossipsub({
      globalSignaturePolicy: StrictNoSign,
      msgIdFn: messageId,
      msgIdToStrFn: idText,
      allowedTopics: new Set(init.topics),
      fallbackToFloodsub: false,
      emitSelf: false,
      floodPublish: true,
      allowPublishToZeroTopicPeers: true,
      ignoreDuplicatePublishError: true,
      doPX: false,
      D: 5,
      Dlo: 4,
      Dhi: 8,
      Dscore: 3,
      Dout: 2,
      heartbeatInterval: init.heartbeat,
      seenTTL: init.repetition,
      idontwantMinDataSize: ANNOUNCED_BYTES,
      scoreParams: init.scoreParams,
      scoreThresholds: SCORE_THRESHOLDS,
      // If a message waits here for its proposal, its sender has not broken a promise.
      gossipsubIWantFollowupMs: init.patience + 10_000,
      maxInboundDataLength: MAX_FRAME_BYTES,
      maxOutboundBufferSize: MAX_UNSENT_BYTES,
      maxTopicBytesPerPeer: 32 * 1_024,
    })(components);
    if (!isRouter(router)) {
      throw new TrellisError(
        "TRL-GSP-006",
        "this version of @libp2p/gossipsub cannot be guarded; install the one in package.json",
      );
    }
    const inner = router.handleReceivedRpc.bind(router);
    router.handleReceivedRpc = async (from, rpc) => {
      const peer = from.toString();
      const messages = rpc.messages.filter(({ topic, data }) =>
        init.admit({ peer, topic: topic ?? "", bytes: data?.length ?? 0 }),
      );
      for (const { topic, data } of messages) {
        if (topic !== undefined && data !== undefined) init.copyArrived(peer, messageIdText({ topic, data }));
      }
      await inner(from, { ...rpc, messages });
    };
    return router;
  };
}
