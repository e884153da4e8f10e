export * from "./BlockJobs.ts";
export * from "./checkProver.ts";
export * from "./computeNodeOutputs.ts";
export * from "./expectedOutputs.ts";
export type * from "./ProvingJob.ts";
export * from "./rules.ts";
export * from "./SimulatedProofSystem.ts";
export * from "./UltraHonkProofSystem.ts";
