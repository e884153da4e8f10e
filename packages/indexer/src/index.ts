export * from "./api/EventStream.ts";
export * from "./api/IndexServer.ts";
export * from "./questions/historyOf.ts";
export * from "./store/meta.ts";
export * from "./store/openStore.ts";
export * from "./writing/HistoryWriter.ts";
export * from "./writing/L1Reading.ts";
