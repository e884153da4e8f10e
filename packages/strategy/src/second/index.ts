export * from "./assigning/spreadOut.ts";
export * from "./proving/betterProof.ts";
export * from "./proving/proofOptions.ts";
export * from "./proving/RescueOrder.ts";
export * from "./proving/rescueTime.ts";
export * from "./proving/seatsInRound.ts";
export * from "./proving/stopReason.ts";
export * from "./voting/startClaims.ts";
