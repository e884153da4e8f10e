export type { Chain } from "./Chain.ts";
export * from "./contestSchema.ts";
export * from "./l1AddressesSchema.ts";
export * from "./NodeConfig.ts";
export * from "./NodeEvents.ts";
export * from "./readChain.ts";
export * from "./secretKeyFile.ts";
export * from "./TrellisNode.ts";
export * from "./viewWindows.ts";
