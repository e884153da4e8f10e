export type * from "./Gossip.ts";
export type * from "./GossipContext.ts";
export * from "./GossipMetrics.ts";
export * from "./host/GossipHost.ts";
export { loadOrCreatePeerKey, PEER_KEY_BYTES } from "./host/loadOrCreatePeerKey.ts";
export * from "./limits/GossipLimits.ts";
export * from "./Verdict.ts";
