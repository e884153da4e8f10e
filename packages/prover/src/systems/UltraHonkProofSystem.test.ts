import assert from "node:assert/strict";
import { test } from "node:test";
import { testProofSystem } from "../../test/compliance.ts";
import { FIXTURE_WORLD } from "../../test/ProvenBlockFixture.ts";
import { VerifierContracts } from "../../test/VerifierContracts.ts";
import { UltraHonkProofSystem } from "./UltraHonkProofSystem.ts";

testProofSystem("UltraHonk on the development SRS", FIXTURE_WORLD, async () => {
  const create = () => new UltraHonkProofSystem({ chainId: 31337n, srs: { kind: "development" } });
  const system = create();
  await system.start();
  const contracts = await VerifierContracts.deploy();
  return {
    system,
    verifyOnL1: (kind, proof, publicInputs) => contracts.verify(kind, proof, publicInputs),
    another: create,
    // The tenth word before the last is an opening, which only a pairing can check.
    poisoned: (proof) => proof.with(32 * 400 + 31, proof[32 * 400 + 31]! ^ 1),
    runsAtLeastMs: 1500,
    stop: async () => {
      await system.stop();
      await contracts.stop();
    },
  };
});

test("the development SRS is for local development chains only", () => {
  for (const chainId of [1n, 11155111n, 31338n]) {
    assert.throws(() => new UltraHonkProofSystem({ chainId, srs: { kind: "development" } }), {
      code: "TRL-PRV-140",
    });
  }
  const srs = { kind: "ignition", crsPath: "/nowhere" } as const;
  assert.equal(new UltraHonkProofSystem({ chainId: 1n, srs }).name, "ultrahonk");
});

test("it does not start without its SRS or its keys", async () => {
  const ignition = new UltraHonkProofSystem({ chainId: 1n, srs: { kind: "ignition", crsPath: "/nowhere" } });
  await assert.rejects(ignition.start(), { code: "TRL-PRV-106" });
  assert.throws(() => ignition.vkSetHash, { code: "TRL-PRV-141" });
  const srs = { kind: "development", points: 20 } as const;
  const keyless = new UltraHonkProofSystem({ chainId: 31337n, srs, keysPath: "/nowhere/keys.json" });
  await assert.rejects(keyless.start(), { code: "TRL-PRV-130" });
});
