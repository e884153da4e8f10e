export * from "./limits.ts";
export * from "./SecondGate.ts";
export type * from "./SecondGossipContext.ts";
export * from "./topics.ts";
