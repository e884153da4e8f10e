import { type HashSteps, LeafExecution } from "@trellis/ledger";
import {
  fromHex,
  type NodeProof,
  nodeProofDigest,
  type RollupDomain,
  subtreeWords,
  subtreeWordsHash,
} from "@trellis/protocol";
import { signDigest } from "@trellis/protocol/keys";
import type { ProveOptions } from "@trellis/prover";
import type { DutyGate } from "../../lease/DutyGate.ts";
import type { ProofBook } from "../../proposals/proofs/ProofBook.ts";
import type { LedgerThread } from "../../transactions/LedgerThread.ts";
import { provingJobOf } from "../provingJobOf.ts";
import type { ProofTask } from "./ProofTask.ts";
import type { NodeProofSystem } from "./proofs/createProofSystem.ts";

/** The parts of the node that making a proof uses. */
export interface ProofMakerView {
  readonly domain: RollupDomain;
  readonly proofs: NodeProofSystem;
  readonly thread: LedgerThread;
  readonly gate: DutyGate;
}

/** How a proof is made. */
export interface MakingOptions extends ProveOptions {
  readonly signal: AbortSignal;
  /** Called when the proof system gets the job. */
  readonly onBegin?: () => void;
}

/**
 * Makes the proof of a node and signs it with its seat's key (P6.3).
 * @throws as {@link provingJobOf} does; TRL-PRV if proving fails; TRL-NOD-081 if this machine may not act any more; the signal's reason if it
 * aborts.
 */
export async function makeNodeProof(
  { domain, proofs, thread, gate }: ProofMakerView,
  book: ProofBook,
  { known, node, inputs, seat: { seat, secretKey }, isNamed, vote }: ProofTask,
  { onBegin, ...options }: MakingOptions,
): Promise<NodeProof> {
  // A deep block's own nodes are ready together, and what comes before a proof takes some ten milliseconds of the event loop.
  await thread.turn(options.signal);
  const job = provingJobOf(book, known, node, inputs, vote);
  // The proof system needs these hashes. Computing them here keeps them off the event loop.
  if (job.kind === "leaf" && job.leaf instanceof LeafExecution) {
    await thread.runInOrder(leafSteps(job.leaf, proofs.trustsExecution === true), options.signal);
    await thread.turn(options.signal);
  }
  onBegin?.();
  const { proof } = await proofs.prove(job, options);
  const [left, right] = inputs.map(({ message }) => message.seatWords);
  const children = left === undefined || right === undefined ? undefined : ([left, right] as const);
  const seatWords = subtreeWords({ seat, isCommitted: isNamed }, children);
  const fields = { proposalId: fromHex(known.id), node, seat, seatWords, proof };
  gate.requireDuty();
  const digest = nodeProofDigest(domain, fields, subtreeWordsHash(seatWords));
  return { ...fields, signature: signDigest(digest, secretKey) };
}

/** Computes all parts of a leaf that need hashing. */
function* leafSteps(leaf: LeafExecution, isTrusted: boolean): HashSteps<void> {
  yield* leaf.stateBeforeSteps();
  if (isTrusted) yield* leaf.stateAfterSteps();
  else yield* leaf.witnessSteps();
}
