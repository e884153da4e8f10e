export * from "./l1AddressesSchema.ts";
export * from "./NodeConfig.ts";
export * from "./NodeEvents.ts";
export * from "./secretKeyFile.ts";
export * from "./TrellisNode.ts";
export * from "./viewWindows.ts";
