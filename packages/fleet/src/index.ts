export * from "./agents/ProverAgent.ts";
export * from "./engine/FleetProofSystem.ts";
export type { FleetReport } from "./engine/FleetWatch.ts";
export { KINDS } from "./jobs/QueuedJob.ts";
export * from "./report/readFleet.ts";
export * from "./store/FleetDatabase.ts";
export * from "./store/readQueueUrl.ts";
