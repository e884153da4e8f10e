export * from "./events/trellisEventSchema.ts";
export * from "./jsonrpc/answerRpc.ts";
export * from "./jsonrpc/faultsOf.ts";
export * from "./jsonrpc/rpcErrorCode.ts";
export { MAX_MESSAGES } from "./methods/getMessages.ts";
export * from "./methods/RpcMethod.ts";
export * from "./methods/trellisRpc.ts";
export type { L2Transaction } from "./wire/l2Transaction.ts";
