export type * from "./Gossip.ts";
export * from "./GossipMetrics.ts";
export * from "./host/GossipHost.ts";
export { loadOrCreatePeerKey, PEER_KEY_BYTES } from "./host/loadOrCreatePeerKey.ts";
export * from "./Verdict.ts";
