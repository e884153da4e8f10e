export type * from "./Gossip.ts";
export type * from "./GossipContext.ts";
export * from "./GossipMetrics.ts";
export * from "./gate/TopicGate.ts";
export * from "./host/GossipHost.ts";
export { loadOrCreatePeerKey, PEER_KEY_BYTES } from "./host/loadOrCreatePeerKey.ts";
export * from "./limits/gossipLimits.ts";
export * from "./topics.ts";
export * from "./Verdict.ts";
