import {
  BbRunner,
  CIRCUIT_TARGETS,
  CIRCUITS,
  computeNodeOutputs,
  developmentSrs,
  loadCircuitKeys,
} from "@trellis/prover";
import { circuitInputs } from "../packages/prover/src/jobs/circuitInputs.ts";
import { WitnessMaker } from "../packages/prover/src/witness/WitnessMaker.ts";
import { ProvenBlockFixture } from "../packages/prover/test/ProvenBlockFixture.ts";
import { report } from "./figure.ts";

// A leaf's witness against its bare proof, on this machine in one run: the witness is the time that a prover adds to the proof. The leaf
// contains every kind of transaction. Runs alternate, so that both have the same load; the fastest of each counts.
const RUNS = 3;

const srs = await developmentSrs();
const keys = await loadCircuitKeys({ g2Words: srs.g2Words, folder: CIRCUITS.folder });
const bb = new BbRunner({ srs });
const witnesses = new WitnessMaker();
try {
  const { circuitPath, vk } = keys.leaf;
  const started = performance.now();
  await witnesses.warmUp(circuitPath);
  const warmUp = performance.now() - started;
  let [making, proving] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = 0; run < RUNS; run++) {
    // A new block each time, so that no hash is cached.
    const job = new ProvenBlockFixture({ depth: 1, proposal: `bench ${run}` }).leaf(1);
    const begun = performance.now();
    // As `prove` does: the rules first, then the inputs, then the circuit.
    computeNodeOutputs(job, keys.vkSetHash);
    const { witness } = await witnesses.make({ circuitPath, inputs: circuitInputs(job, keys) });
    const made = performance.now();
    await bb.prove({ circuitPath, witness, vk, target: CIRCUIT_TARGETS.leaf });
    making = Math.min(making, made - begun);
    proving = Math.min(proving, performance.now() - made);
  }
  process.stdout.write(`the circuit is loaded once, in ${(warmUp / 1_000).toFixed(1)} s\n`);
  const ok = report({
    name: "witness of a leaf",
    measured: making / 1_000,
    reference: proving / 1_000,
    against: "its bare proof",
    limit: 0.15,
    unit: "s",
  });
  process.exitCode = ok ? 0 : 1;
} finally {
  await witnesses.stop();
}
