import { concatBytes, equalBytes, keccak256, toBytes } from "@trellis/protocol";
import { recoverAddress } from "@trellis/protocol/keys";
import { SIMULATED_SIGNER } from "@trellis/prover";
import { testProofSystem } from "../../prover/test/compliance.ts";
import { FIXTURE_WORLD } from "../../prover/test/ProvenBlockFixture.ts";
import { SCHEMA } from "../src/store/tables.ts";
import { simulated, TestFleet } from "./TestFleet.ts";

const SLOW_MS = 400;

testProofSystem("fleet's", FIXTURE_WORLD, async () => {
  const fleet = await TestFleet.start();
  await fleet.clear();
  const system = await fleet.node();
  const { database } = await fleet.agent({ proofs: simulated(SLOW_MS), jobs: 4 });
  return {
    system,
    verifyOnL1: async (_kind, proof, publicInputs) => {
      const words = publicInputs.map((input) => toBytes(input, 32));
      const digest = keccak256(concatBytes(new TextEncoder().encode("trellis/simulated/v1"), ...words));
      const signer = recoverAddress(digest, proof);
      return signer !== undefined && equalBytes(signer, SIMULATED_SIGNER);
    },
    another: () => fleet.newNode({ name: "another" }),
    forget: async () => {
      await database.query(`delete from ${SCHEMA}.outcomes`);
    },
    runsAtLeastMs: 20,
    stop: () => fleet.stop(),
  };
});
