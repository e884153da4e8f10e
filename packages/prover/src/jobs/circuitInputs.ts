import { leafInputs } from "@trellis/ledger";
import {
  NO_ENTRY,
  type NodeOutputs,
  nodeOutputsToFields,
  TRANSCRIPT_TREE_DEPTH,
  toBigInt,
} from "@trellis/protocol";
import type { CircuitKeys } from "../circuits/CircuitKeys.ts";
import { type CircuitInputs, childInput, hash256, innerKeys } from "../circuits/inputParts.ts";
import type { MergeJob, NamedProver, ProvingJob, RootJob, TranscriptOpening } from "./ProvingJob.ts";

const zeros = (length: number): string[] => new Array<string>(length).fill("0");

/**
 * The inputs of a job's circuit. The job has been checked (`computeNodeOutputs`), and the children's proofs for their length.
 *
 * @throws TRL-PRV-151 if a child's proof does not consist of field elements.
 */
export function circuitInputs(job: ProvingJob, keys: CircuitKeys): CircuitInputs {
  if (job.kind === "leaf") {
    const { block, leaf } = job;
    return {
      context: {
        vk_set_hash: String(keys.vkSetHash),
        rollup_id: String(block.rollupId),
        proposal_id: hash256(block.proposalId),
        tree_depth: block.treeDepth,
        prover_set_root: String(block.proverSetRoot),
        transcript_root: String(block.transcriptRoot),
        committed_hash: String(block.committedHash),
      },
      ...(leafInputs(leaf) as unknown as CircuitInputs),
      prover: proverVote(job),
    };
  }
  return job.kind === "merge"
    ? joinInputs(job, keys)
    : {
        ...joinInputs(job, keys),
        secret: String(toBigInt(job.secret)),
        committed: job.committed.limbs().map(String),
      };
}

function joinInputs(job: MergeJob | RootJob, keys: CircuitKeys): CircuitInputs {
  const { left, right } = job;
  return {
    keys: innerKeys(left.outputs, keys),
    left: childInput(left, nodeOutputs(left.outputs)),
    right: childInput(right, nodeOutputs(right.outputs)),
    prover: proverVote(job),
  };
}

/** The struct's members from the flat list, so that the code states the order of the fields only once. */
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
    transactions_hash: hash(),
    seat_words_hash: hash(),
    fees: next(),
    messages_before: hash(),
    messages_after: hash(),
    prover_set_root: next(),
    transcript_root: next(),
    committed_hash: next(),
    states_root: next(),
    tally: next(),
    provers: rest,
  };
}

function proverVote({ prover, opening: shown }: NamedProver): CircuitInputs {
  const opening = transcriptOpening(shown);
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
      seat_path: zeros(11),
      opening,
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
    seat_path: seatPath.map(String),
    opening,
  };
}

/** An opening that is not shown is zeros, which no transcript has. */
function transcriptOpening(opening: TranscriptOpening | null): CircuitInputs {
  if (opening === null) {
    return { entry: String(NO_ENTRY), path: zeros(TRANSCRIPT_TREE_DEPTH), committed: zeros(16) };
  }
  const { entry, path, committed } = opening;
  return { entry: String(entry), path: path.map(String), committed: committed.limbs().map(String) };
}
