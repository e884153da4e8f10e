import assert from "node:assert/strict";
import { test } from "node:test";
import { concatBytes, equalBytes, keccak256, ProverBitmap, sha256, toBytes } from "@trellis/protocol";
import { recoverAddress, signRecoverable } from "@trellis/protocol/keys";
import { type Subject, testProofSystem } from "../../test/compliance.ts";
import { FIXTURE_WORLD, ProvenBlockFixture } from "../../test/ProvenBlockFixture.ts";
import type { LeafJob } from "../jobs/ProvingJob.ts";
import { RULES } from "../jobs/rules.ts";
import type { RuleTypes } from "./ProofRules.ts";
import { SimulatedProofSystem } from "./SimulatedProofSystem.ts";
import {
  SIMULATED_SIGNER,
  SIMULATED_VK_SET_HASH,
  type SimulatedInit,
  type SimulatedProofs,
} from "./SimulatedProofs.ts";

/** The rules of DevelopmentVerifier.sol, implemented again. */
async function verifyOnL1(proof: Uint8Array, publicInputs: readonly bigint[]): Promise<boolean> {
  const words = publicInputs.map((input) => toBytes(input, 32));
  const digest = keccak256(concatBytes(new TextEncoder().encode("trellis/simulated/v1"), ...words));
  const signer = recoverAddress(digest, proof);
  return signer !== undefined && equalBytes(signer, SIMULATED_SIGNER);
}

function prepared<V extends RuleTypes>(create: (init: SimulatedInit) => SimulatedProofs<V>) {
  return async (): Promise<Subject<V>> => {
    const another = () => create({ chainId: 31337n, provingMs: { leaf: 400, merge: 400, root: 400 } });
    const system = another();
    await system.start();
    return {
      system,
      verifyOnL1: (_kind, proof, publicInputs) => verifyOnL1(proof, publicInputs),
      another,
      runsAtLeastMs: 20,
      stop: () => system.stop(),
    };
  };
}

testProofSystem(
  "simulated",
  FIXTURE_WORLD,
  prepared((init) => new SimulatedProofSystem(init)),
);

test("it exists on local development chains only", () => {
  for (const chainId of [1n, 10n, 11155111n, 0n, 31338n]) {
    assert.throws(() => new SimulatedProofSystem({ chainId }), { code: "TRL-PRV-140" });
  }
  for (const chainId of [31337n, 1337n])
    assert.equal(new SimulatedProofSystem({ chainId }).name, "simulated");
});

test("signer and key set are the well-known ones of the development chain", () => {
  assert.equal(Buffer.from(SIMULATED_SIGNER).toString("hex"), "54705adee88674b6b6e712529ea8f2a22576c4b8");
  assert.equal(
    SIMULATED_VK_SET_HASH,
    6050155711510415916260387908792547761145650105050243833256756178317561669051n,
  );
});

test("a signature by another key is not a proof", async () => {
  const system = new SimulatedProofSystem({ chainId: 31337n });
  await system.start();
  const claim = await system.prove(new ProvenBlockFixture({ depth: 1 }).leaf(0));
  const words = RULES.fieldsOf(claim).map((field) => toBytes(field, 32));
  const digest = keccak256(concatBytes(new TextEncoder().encode("trellis/simulated/v1"), ...words));
  assert.deepEqual(recoverAddress(digest, claim.proof), SIMULATED_SIGNER);
  assert.equal(
    await system.verify({ ...claim, proof: signRecoverable(digest, sha256(toBytes(1, 1))) }),
    "invalid",
  );
  assert.equal(
    await system.verify({ ...claim, outputs: { ...claim.outputs, provers: ProverBitmap.of([9]) } }),
    "invalid",
  );
  await system.stop();
});

test("a simulated proof takes its time, with jitter both ways", async () => {
  const fixture = new ProvenBlockFixture({ depth: 1 });
  const timeOf = async (random: number): Promise<number> => {
    const init = { chainId: 31337n, provingMs: { leaf: 150 }, jitterMs: 100, random: () => random };
    const system = new SimulatedProofSystem(init);
    await system.start();
    const begun = performance.now();
    await system.prove(fixture.leaf(0));
    await system.stop();
    return performance.now() - begun;
  };
  assert.ok((await timeOf(0)) >= 49);
  assert.ok((await timeOf(0.999)) >= 248);
});

test("P6.3 a leaf that was executed here ends as its execution says; any other leaf is replayed", async () => {
  const fixture = new ProvenBlockFixture({ depth: 2, vacant: [] });
  const [trusting, replaying] = [true, false].map(
    (trustsExecution) => new SimulatedProofSystem({ chainId: 31337n, trustsExecution, isInline: true }),
  );
  for (const system of [trusting!, replaying!]) await system.start();
  for (const index of [0, 1, 2, 3]) {
    const job = fixture.leaf(index);
    assert.deepEqual((await trusting!.prove(job)).outputs, (await replaying!.prove(job)).outputs);
    const { leaf } = job;
    const other = { ...job, leaf: { ...plain(leaf), stateBefore: 5n, witnesses: () => leaf.witnesses() } };
    for (const system of [trusting!, replaying!]) {
      await assert.rejects(system.prove(other), { code: "TRL-PRV-150" });
    }
  }
  for (const system of [trusting!, replaying!]) await system.stop();
});

function plain({ index, rollupId, accountsBefore, reservesBefore, messagesBefore }: LeafJob["leaf"]) {
  return { index, rollupId, accountsBefore, reservesBefore, messagesBefore };
}
