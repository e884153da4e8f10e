import { performance } from "node:perf_hooks";
import type { RollupDomain } from "@trellis/protocol";
import type { ProofSystem, Rules } from "@trellis/prover";
import { probeLeaf } from "./probeLeaf.ts";

/** Longest wait for the probe. Milliseconds. */
const LIMIT_MS = 600_000;

/**
 * Seconds that this machine takes now to prove a leaf of an empty block, which no network can use.
 * @param proofs - started. @param signal - ends it. @throws TRL-PRV errors, and after ten minutes.
 */
export async function leafSeconds(
  proofs: Pick<ProofSystem<Rules>, "prove">,
  domain: RollupDomain,
  signal?: AbortSignal,
): Promise<number> {
  const late = AbortSignal.timeout(LIMIT_MS);
  const started = performance.now();
  await proofs.prove(probeLeaf(domain), {
    signal: signal === undefined ? late : AbortSignal.any([signal, late]),
  });
  return (performance.now() - started) / 1_000;
}
