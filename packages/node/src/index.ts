export type { Chain } from "./chain/Chain.ts";
export * from "./chain/readChain.ts";
export * from "./config/Configuration.ts";
export * from "./config/l1AddressesSchema.ts";
export { encryptKeystore, parseKeystore } from "./disk/keystore.ts";
export * from "./disk/secretKeyFile.ts";
export * from "./TrellisNode.ts";
export type * from "./telemetry/EventSink.ts";
