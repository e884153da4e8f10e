import { TrellisError } from "@trellis/protocol";
import type { ClaimOf, ProofSystem, ProvingJob } from "@trellis/prover";

/**
 * P9.3: a node's proof as L1's verifiers take it. A simulated proof is one for anybody.
 * @throws as the proof system's `prove`; TRL-NOD-034 where it makes none for L1.
 */
export async function proofForL1(
  proofs: ProofSystem,
  job: ProvingJob,
  signal: AbortSignal,
): Promise<ClaimOf<ProvingJob>> {
  if (proofs.name !== "simulated" && job.kind !== "root") {
    throw new TrellisError("TRL-NOD-034", "this proof system makes no proofs of inner nodes for L1");
  }
  return proofs.prove(job, { signal });
}
