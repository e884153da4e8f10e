export type * from "./Gossip.ts";
export type * from "./GossipContext.ts";
export * from "./GossipMetrics.ts";
export * from "./Verdict.ts";
