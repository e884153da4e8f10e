import { LeafExecution } from "@trellis/ledger";
import {
  type BlockOutputs,
  blockOutputsToFields,
  type NodeOutputs,
  nodeOutputsToFields,
} from "@trellis/protocol";
import { CIRCUITS } from "../circuits/CircuitSet.ts";
import type { ProofRules, Statement } from "../systems/ProofRules.ts";
import { circuitInputs } from "./circuitInputs.ts";
import { computeNodeOutputs, leafStartOf } from "./computeNodeOutputs.ts";
import type { ProvingJob } from "./ProvingJob.ts";

/** The types of the rules. */
export type Rules = {
  readonly job: ProvingJob;
  readonly node: NodeOutputs;
  readonly block: BlockOutputs;
};

/** The rules. The public inputs are 40 fields of a node, 51 of a block. */
export const RULES: ProofRules<Rules> = {
  circuits: CIRCUITS,
  statementOf: (job, vkSetHash, end) =>
    ({ kind: job.kind, outputs: computeNodeOutputs(job, vkSetHash, end) }) as Statement<Rules>,
  leafOf: (job) => (job.kind === "leaf" ? leafStartOf(job) : undefined),
  executedEnd: (job) => {
    if (job.kind !== "leaf" || !(job.leaf instanceof LeafExecution)) return undefined;
    const { stateAfter, messagesAfter, txsRoot, dataHash, fees } = job.leaf;
    return { stateAfter, messagesAfter, txsRoot, dataHash, fees };
  },
  inputsOf: circuitInputs,
  fieldsOf: (statement) =>
    statement.kind === "root"
      ? blockOutputsToFields(statement.outputs)
      : nodeOutputsToFields(statement.outputs),
};
