export type * from "./Gossip.ts";
export type * from "./GossipContext.ts";
export * from "./GossipHost.ts";
export * from "./GossipLimits.ts";
export * from "./GossipMetrics.ts";
export { loadOrCreatePeerKey, PEER_KEY_BYTES } from "./loadOrCreatePeerKey.ts";
export { type Judged, MessageGate, type MessageGateComponents } from "./MessageGate.ts";
export { TOPIC_NAMES, topicString } from "./topics.ts";
export * from "./Verdict.ts";
