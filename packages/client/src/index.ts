export { joinUrl, labelOf } from "./endpoint.ts";
export * from "./historyClient.ts";
export * from "./RpcClient.ts";
export * from "./Subscription.ts";
export * from "./SwapQuote.ts";
export * from "./TrellisClient.ts";
export * from "./WalletFile.ts";
export type { Expiry, Sent, TransactionView, Waiting } from "./waitForTransaction.ts";
export * from "./walletKeys.ts";
