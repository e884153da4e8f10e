import type { NodeKind, TreeNode } from "@trellis/protocol";
import type { CircuitKeys } from "../circuits/CircuitKeys.ts";
import type { CircuitSet } from "../circuits/CircuitSet.ts";
import type { CircuitInputs } from "../circuits/inputParts.ts";
import type { LeafEnd, LeafStart } from "../witness/replayLeaf.ts";

/** What every version's leaves and merges put out: what their keys and their place are. */
export type PlacedOutputs = {
  readonly vkSetHash: bigint;
  readonly treeDepth: number;
  readonly node: TreeNode;
};

/** A proven leaf or merge, as an input of its parent. */
export type Child<Outputs> = { readonly outputs: Outputs; readonly proof: Uint8Array };

/** A node to be proven, in any version: merges and roots join two proven children. */
export type AnyJob<Outputs> =
  | { readonly kind: "leaf" }
  | { readonly kind: "merge" | "root"; readonly left: Child<Outputs>; readonly right: Child<Outputs> };

/** The types of a version of the rules. */
export type RuleTypes = {
  readonly job: AnyJob<PlacedOutputs>;
  /** Public outputs of a leaf or merge. */
  readonly node: PlacedOutputs;
  /** Public outputs of a root. */
  readonly block: Omit<PlacedOutputs, "node">;
};

/** A statement about a leaf or merge, or about a block. */
export type Statement<V extends RuleTypes> =
  | { readonly kind: "leaf" | "merge"; readonly outputs: V["node"] }
  | { readonly kind: "root"; readonly outputs: V["block"] };

/** A version of the rules, as a proof system sees it: what a node's proof says. Pure. */
export type ProofRules<V extends RuleTypes> = {
  readonly circuits: CircuitSet;
  /**
   * What the proof of a job says, after all the circuit's checks but that of the children's proofs.
   *
   * @param end - what the leaf that {@link leafOf} names ends in, if it has been replayed already; otherwise it is replayed here.
   * @throws TRL-PRV-150 if the circuit would refuse the job.
   */
  readonly statementOf: (job: V["job"], vkSetHash: bigint, end?: LeafEnd) => Statement<V>;
  /** The leaf that must be replayed for the job's statement, as plain data; undefined for other nodes. */
  readonly leafOf: (job: V["job"]) => LeafStart | undefined;
  /** What a leaf ends in by its own execution; undefined for other nodes, and for a leaf that was not executed here. */
  readonly executedEnd: (job: V["job"]) => LeafEnd | undefined;
  /** The inputs of a job's circuit. @throws TRL-PRV-151 if a child's proof does not consist of field elements. */
  readonly inputsOf: (job: V["job"], keys: CircuitKeys) => CircuitInputs;
  /** The public inputs of a proof. */
  readonly fieldsOf: (statement: Statement<V>) => bigint[];
};

/** What is said about a leaf or merge that a parent takes as its child. */
export function childStatement<Outputs extends PlacedOutputs>(
  outputs: Outputs,
): { readonly kind: Exclude<NodeKind, "root">; readonly outputs: Outputs } {
  return { kind: outputs.node.depth === outputs.treeDepth ? "leaf" : "merge", outputs };
}
