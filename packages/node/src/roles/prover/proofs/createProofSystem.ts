import type { L1Client } from "@trellis/l1";
import type { RollupDomain } from "@trellis/protocol";
import type { ProofSystem } from "@trellis/prover";
import { type Rules, SimulatedProofSystem, UltraHonkProofSystem } from "@trellis/prover";
import type { Configuration } from "../../../config/Configuration.ts";

/** The node's proof system: makes and checks proofs of leaves, merges and roots. */
export type NodeProofSystem = ProofSystem<Rules>;

/**
 * The proof system that the configuration selects.
 * @throws TRL-PRV-140 if the proof system is insecure and the chain is not a local development chain.
 */
export function createProofSystem(
  config: Configuration,
  domain: RollupDomain,
  l1: Pick<L1Client, "verifyBlockProof">,
): NodeProofSystem {
  const concurrency = config.prover?.maxJobs;
  if (config.proofs === "simulated") {
    const ms = config.prover?.simulatedMs ?? 0;
    return new SimulatedProofSystem({
      chainId: domain.chainId,
      provingMs: { leaf: ms, merge: ms, root: ms },
      jitterMs: ms / 2,
      concurrency,
      trustsExecution: true,
    });
  }
  return new UltraHonkProofSystem({
    chainId: domain.chainId,
    srs:
      config.srs.kind === "ignition"
        ? { kind: "ignition", crsPath: config.srs.path }
        : { kind: "development" },
    threads: config.prover?.threads,
    concurrency,
    warmUp: config.prover?.engine.kind === "local",
    machineLock: config.prover?.machineLock,
    keepWitnesses: config.prover?.keepWitnesses,
    keysPath: config.srs.kind === "ignition" ? config.srs.keysFile : undefined,
    verifyOnL1: (proof, outputs) => l1.verifyBlockProof(proof, outputs),
  });
}
