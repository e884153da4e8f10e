export * from "./RpcClient.ts";
