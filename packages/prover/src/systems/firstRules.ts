import type { BlockOutputs, NodeOutputs } from "@trellis/protocol";
import { CIRCUITS } from "../circuits/CircuitSet.ts";
import { circuitInputs } from "../circuits/circuitInputs.ts";
import { computeNodeOutputs } from "../witness/computeNodeOutputs.ts";
import { claimFields } from "./claimFields.ts";
import type { ProofRules, Statement } from "./ProofRules.ts";
import type { ProvingJob } from "./ProvingJob.ts";

/** The types of the rules in use. */
export type FirstRules = {
  readonly job: ProvingJob;
  readonly node: NodeOutputs;
  readonly block: BlockOutputs;
};

/** The rules in use. */
export const FIRST_RULES: ProofRules<FirstRules> = {
  circuits: CIRCUITS,
  statementOf: (job, vkSetHash) =>
    ({ kind: job.kind, outputs: computeNodeOutputs(job, vkSetHash) }) as Statement<FirstRules>,
  inputsOf: circuitInputs,
  fieldsOf: claimFields,
};
