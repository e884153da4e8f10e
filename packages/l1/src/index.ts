export * from "./anvil/Anvil.ts";
export * from "./contracts/Deployer.ts";
export * from "./contracts/decodeRevert.ts";
export { type ProposalStruct, proposalOf } from "./contracts/proposalStruct.ts";
export * from "./sending/dryRun.ts";
export type { EncodedCall } from "./sending/EncodedCall.ts";
export * from "./sending/L1Sender.ts";
