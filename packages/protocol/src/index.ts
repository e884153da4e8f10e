export * from "./constants.ts";
export * from "./TrellisError.ts";
