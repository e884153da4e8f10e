export * from "./abi/ask.ts";
export * from "./abi/play.ts";
export * from "./calls/Call.ts";
export * from "./calls/Refusal.ts";
export * from "./calls/Verdicts.ts";
export * from "./World.ts";
export * from "./WorldEvent.ts";
