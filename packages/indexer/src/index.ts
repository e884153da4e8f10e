export * from "./api/IndexServer.ts";
export * from "./Indexer.ts";
export * from "./questions/historyOf.ts";
export * from "./readHistory.ts";
export type { GossipRow } from "./writing/GossipLog.ts";
