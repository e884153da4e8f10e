export * from "./NodeConfig.ts";
export * from "./NodeEvents.ts";
export * from "./secretKeyFile.ts";
export * from "./TrellisNode.ts";
