import { leafInputs } from "@trellis/ledger";
import { type NodeOutputs, nodeOutputsToFields, toBigInt } from "@trellis/protocol";
import type { MergeJob, ProverVoteInput, ProvingJob, RootJob } from "../systems/ProvingJob.ts";
import type { CircuitKeys } from "./CircuitKeys.ts";
import { type CircuitInputs, childInput, hash256, innerKeys } from "./inputParts.ts";

/**
 * The inputs of a job's circuit. The job has been checked ({@link computeNodeOutputs}), and the children's proofs for their length.
 *
 * @throws TRL-PRV-151 if a child's proof does not consist of field elements.
 */
export function circuitInputs(job: ProvingJob, keys: CircuitKeys): CircuitInputs {
  if (job.kind === "leaf") {
    const { block, leaf, prover } = job;
    return {
      context: {
        vk_set_hash: String(keys.vkSetHash),
        rollup_id: String(block.rollupId),
        proposal_id: hash256(block.proposalId),
        tree_depth: block.treeDepth,
        prover_set_root: hash256(block.proverSetRoot),
      },
      ...(leafInputs(leaf) as unknown as CircuitInputs),
      prover: proverVote(prover),
    };
  }
  return job.kind === "merge"
    ? joinInputs(job, keys)
    : { ...joinInputs(job, keys), secret: String(toBigInt(job.secret)) };
}

function joinInputs({ left, right, prover }: MergeJob | RootJob, keys: CircuitKeys): CircuitInputs {
  return {
    keys: innerKeys(left.outputs, keys),
    left: childInput(left, nodeOutputs(left.outputs)),
    right: childInput(right, nodeOutputs(right.outputs)),
    prover: proverVote(prover),
  };
}

/** The struct's members from the flat list, so that the code states the order of encoding.md only once. */
function nodeOutputs(outputs: NodeOutputs): CircuitInputs {
  const rest = nodeOutputsToFields(outputs).map(String);
  const next = (): string => rest.shift()!;
  const hash = (): CircuitInputs => ({ hi: next(), lo: next() });
  return {
    vk_set_hash: next(),
    rollup_id: next(),
    proposal_id: hash(),
    tree_depth: next(),
    node_depth: next(),
    node_index: next(),
    state_before: next(),
    state_after: next(),
    txs_root: next(),
    data_hash: hash(),
    contributions_hash: hash(),
    fees: next(),
    messages_before: hash(),
    messages_after: hash(),
    prover_set_root: hash(),
    prover_bitmap: rest,
  };
}

function proverVote(prover: ProverVoteInput | null): CircuitInputs {
  const zeros = (length: number): number[] => new Array<number>(length).fill(0);
  if (prover === null) {
    return {
      present: false,
      seat: 0,
      key_x: zeros(32),
      key_y: zeros(32),
      vote_depth: 0,
      vote_index: 0,
      slot: 0,
      signature: zeros(64),
      seat_path: Array.from({ length: 11 }, () => zeros(32)),
    };
  }
  const { seat, publicKey, vote, signature, seatPath } = prover;
  return {
    present: true,
    seat,
    key_x: [...publicKey.subarray(0, 32)],
    key_y: [...publicKey.subarray(32)],
    vote_depth: vote.depth,
    vote_index: vote.index,
    slot: vote.slot,
    signature: [...signature],
    seat_path: seatPath.map((sibling) => [...sibling]),
  };
}
