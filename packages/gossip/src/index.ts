export type * from "./Gossip.ts";
export type * from "./GossipContext.ts";
export * from "./GossipMetrics.ts";
export { type Judged, MessageGate, type MessageGateComponents } from "./gate/MessageGate.ts";
export * from "./host/GossipHost.ts";
export { loadOrCreatePeerKey, PEER_KEY_BYTES } from "./host/loadOrCreatePeerKey.ts";
export { TOPIC_NAMES, topicString } from "./host/topics.ts";
export * from "./limits/GossipLimits.ts";
export * from "./Verdict.ts";
