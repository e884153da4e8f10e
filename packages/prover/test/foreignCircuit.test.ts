import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { blockOutputsToFields, type NodeOutputs, nodeOutputsToFields } from "@trellis/protocol";
import { BbRunner } from "../src/bb/BbRunner.ts";
import { type CircuitKeys, loadCircuitKeys } from "../src/circuits/CircuitKeys.ts";
import { circuitInputs } from "../src/circuits/circuitInputs.ts";
import { developmentSrs } from "../src/srs/developmentSrs.ts";
import type { ProvenChild } from "../src/systems/ProvingJob.ts";
import { computeNodeOutputs } from "../src/witness/computeNodeOutputs.ts";
import { WitnessMaker } from "../src/witness/WitnessMaker.ts";
import { BlockFixture } from "./BlockFixture.ts";
import { compileForeign, proveRegardless } from "./forging.ts";
import { VerifierContracts } from "./VerifierContracts.ts";

const skip = process.env.TRELLIS_LONG !== "1" && "takes minutes: set TRELLIS_LONG=1";

test("P6.4: another circuit's key and valid proofs, passed under the leaf's pinned hash, make no block", {
  skip,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-foreign-"));
  const witnesses = new WitnessMaker();
  const contracts = await VerifierContracts.deploy();
  try {
    const srs = await developmentSrs();
    const keys = await loadCircuitKeys({ g2Words: srs.g2Words });
    const bb = new BbRunner({ srs });
    const circuitPath = await compileForeign(folder, 37);
    const target = "noir-recursive-no-zk";
    const { vk, vkHash } = await bb.writeVk({ circuitPath, target });
    assert.notEqual(BigInt(`0x${Buffer.from(vkHash).toString("hex")}`), keys.leaf.vkHash);

    const fixture = new BlockFixture({ depth: 1 });
    const prove = async (outputs: NodeOutputs): Promise<ProvenChild> => {
      const fields = nodeOutputsToFields(outputs);
      const { witness } = await witnesses.make({ circuitPath, inputs: { outputs: fields.map(String) } });
      const { proof, publicInputs } = await bb.prove({ circuitPath, witness, vk, target });
      // The proof is a good one of the foreign circuit: everything holds but bb's own G2 point.
      assert.equal(await bb.verify({ proof, publicInputs, vk, target }), "opening");
      return { outputs, proof };
    };
    // A thief's leaf: the state after it is what he likes, and nobody has executed it.
    const honest = [0, 1].map((index) => computeNodeOutputs(fixture.leaf(index), keys.vkSetHash));
    const [left, right] = [await prove(honest[0]!), await prove({ ...honest[1]!, stateAfter: 666n })];

    const job = fixture.root(left, right);
    const forged: CircuitKeys = { ...keys, leaf: { ...keys.leaf, vk } };
    // The witness is solvable: in it the black box of recursion checks nothing.
    const { witness } = await witnesses.make({
      circuitPath: keys.root.circuitPath,
      inputs: circuitInputs(job, forged),
    });
    await assert.rejects(
      bb.prove({ circuitPath: keys.root.circuitPath, witness, vk: keys.root.vk, target: "evm-no-zk" }),
      { code: "TRL-PRV-115" },
    );

    // A thief ignores what his prover says. The EVM does not.
    const { circuitPath: root, vk: rootVk } = keys.root;
    const regardless = {
      srsPath: srs.path,
      circuitPath: root,
      vk: rootVk,
      target: "evm-no-zk",
      witness,
    } as const;
    const { proof, isSatisfied } = await proveRegardless(join(folder, "regardless"), regardless);
    assert.equal(isSatisfied, false);
    const publicInputs = blockOutputsToFields(computeNodeOutputs(job, keys.vkSetHash));
    assert.equal(await contracts.verify("root", proof, publicInputs), false);
  } finally {
    await contracts.stop();
    await witnesses.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
