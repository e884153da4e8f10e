import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import {
  blockDataHash,
  concatBytes,
  decodeTally,
  type NodeKind,
  type NodeOutputs,
  nodeOutputsToFields,
  packSeatWords,
  type TreeNode,
  toBigInt,
  toBytes,
} from "@trellis/protocol";
import { BbRunner } from "../src/bb/BbRunner.ts";
import { type CircuitKey, type CircuitKeys, loadCircuitKeys } from "../src/circuits/CircuitKeys.ts";
import { CIRCUITS } from "../src/circuits/CircuitSet.ts";
import { CIRCUIT_TARGETS } from "../src/circuits/circuit.ts";
import { computeNodeOutputs } from "../src/jobs/computeNodeOutputs.ts";
import type { ProvenChild, ProvingJob } from "../src/jobs/ProvingJob.ts";
import { RULES, type Rules } from "../src/jobs/rules.ts";
import { ACCUMULATOR_FIELDS, accumulatorHolds } from "../src/systems/accumulatorHolds.ts";
import type { BlockClaim, NodeClaim } from "../src/systems/ProofSystem.ts";
import { UltraHonkProofSystem } from "../src/systems/UltraHonkProofSystem.ts";
import { WitnessMaker } from "../src/witness/WitnessMaker.ts";
import { compileForeign, proveRegardless } from "./forging.ts";
import { ProvenBlockFixture } from "./ProvenBlockFixture.ts";
import { VerifierContracts } from "./VerifierContracts.ts";

// One block of depth 2 is proven whole, and its proofs serve every test: by named seats, rescuers and nobody, with two vacant entries.
// A proof of a leaf takes about 5 s, of a merge or root half a minute and more.
const LEAF = (index: number): TreeNode => ({ depth: 2, index });
const MERGE = (index: number): TreeNode => ({ depth: 1, index });

suite("a block, proven for real", () => {
  const fixture = new ProvenBlockFixture({ depth: 2, vacant: [LEAF(2), MERGE(0)] });
  const system = new UltraHonkProofSystem({ chainId: 31337n, srs: { kind: "development" } });
  const witnesses = new WitnessMaker();
  const leaves: NodeClaim<Rules>[] = [];
  const merges: NodeClaim<Rules>[] = [];
  let block: BlockClaim<Rules>;
  let contracts: VerifierContracts;
  let keys: CircuitKeys;
  let bb: BbRunner;
  let folder = "";

  before(async () => {
    await system.start();
    folder = await mkdtemp(join(tmpdir(), "trellis-real-"));
    contracts = await VerifierContracts.deploy();
    keys = await loadCircuitKeys({ g2Words: system.srs.g2Words, folder: CIRCUITS.folder });
    bb = new BbRunner({ srs: system.srs });
  });
  after(async () => {
    await Promise.all([system.stop(), witnesses.stop(), contracts.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  const fieldsOf = RULES.fieldsOf;
  const mergeJob = (index: 0 | 1, left: ProvenChild, right: ProvenChild) =>
    index === 0
      ? fixture.merge(MERGE(0), left, right, fixture.rescue(MERGE(0), 1))
      : fixture.merge(MERGE(1), left, right);

  test("P6.3: leaves, merges and root are proven, each by the proofs below it", async () => {
    const jobs = [
      fixture.leaf(0),
      fixture.leaf(1, fixture.rescue(LEAF(1), 7)),
      fixture.leaf(2, fixture.rescue(LEAF(2), 7)),
      fixture.leaf(3, null),
    ];
    for (const job of jobs) leaves.push(await system.prove(job));
    const [a, b, c, d] = leaves;
    merges.push(await system.prove(mergeJob(0, a!, b!)));
    merges.push(await system.prove(mergeJob(1, c!, d!)));
    block = await system.prove(fixture.root(merges[0]!, merges[1]!));
    // What bb and the pairing of this machine can check holds; on the development SRS the parent or L1 checks the rest.
    for (const claim of [...leaves, ...merges, block]) assert.equal(await system.verify(claim), "deferred");
    for (const claim of [...merges, block]) {
      assert.equal(await holds(claim.kind, claim.proof, fieldsOf(claim)), true);
    }
  });

  test("P7.1: L1 takes the block's proof for the data that went to L1, and for no other block", async () => {
    const { outputs, proof } = block;
    const fields = fieldsOf(block);
    assert.equal(fields.length, 51);
    assert.equal(await contracts.verify("root", proof, fields), true);
    for (let i = 0; i < fields.length; i++) {
      const changed = fields.with(i, fields[i]! ^ 1n);
      assert.equal(await contracts.verify("root", proof, changed), false, `input ${i}`);
    }
    const words = packSeatWords([
      { seat: 0, isCommitted: true },
      { seat: 1, isCommitted: false },
      { seat: 2, isCommitted: true },
      { seat: 3, isCommitted: true },
      { seat: 7, isCommitted: false },
      { seat: 7, isCommitted: false },
      { seat: null, isCommitted: false },
    ]);
    assert.deepEqual(outputs.dataHash, blockDataHash(fixture.first.executed.data, words));
    assert.equal(outputs.stateAfter, fixture.first.executed.stateAfter.root());
    assert.equal(outputs.orderCommitment, fixture.first.orderCommitment);
    assert.deepEqual(outputs.provers.seats(), [0, 2, 3]);
    assert.deepEqual(decodeTally(outputs.tally), {
      committed: { leaf: 1, merge: 1, root: 1 },
      vacant: { leaf: 1, merge: 1, root: 0 },
    });
  });

  test("a block's proof with a changed byte or claim is refused", async () => {
    const { proof, outputs } = block;
    const fields = fieldsOf(block);
    for (const at of [3, Math.floor(proof.length / 2), proof.length - 2]) {
      const changed = proof.with(at, proof[at]! ^ 1);
      assert.equal(await contracts.verify("root", changed, fields), false, `byte ${at}`);
    }
    assert.equal(await system.verify({ ...block, outputs: { ...outputs, tally: 0n } }), "invalid");
  });

  test("a node's proof is refused for another claim, of another node and as another kind", async () => {
    const [merge] = merges;
    const changes: Partial<NodeOutputs>[] = [
      { node: MERGE(1) },
      { transcriptRoot: 1n },
      { committedHash: 1n },
      { statesRoot: 1n },
      { tally: 0n },
      { seatWordsHash: merge!.outputs.transactionsHash },
      { vkSetHash: 1n },
    ];
    for (const change of changes) {
      const outputs = { ...merge!.outputs, ...change };
      assert.equal(await system.verify({ ...merge!, outputs }), "invalid", Object.keys(change).join());
    }
    assert.equal(await system.verify({ ...leaves[0]!, proof: leaves[1]!.proof }), "invalid");
    assert.equal(await system.verify({ ...merge!, kind: "leaf" }), "invalid");
  });

  test("P9.3, R8: a court takes a leaf's and a merge's proof for L1, each for its own claim and circuit only", async () => {
    const jobs = [fixture.leaf(0), mergeJob(1, leaves[2]!, leaves[3]!)] as const;
    const claims: NodeClaim<Rules>[] = [];
    for (const job of jobs) claims.push(await system.proveForL1(job));
    assert.deepEqual(claims.map(fieldsOf), [leaves[0]!, merges[1]!].map(fieldsOf));
    for (const [i, claim] of claims.entries()) {
      const { kind, proof } = claim;
      const fields = fieldsOf(claim);
      assert.equal(fields.length, 40);
      assert.equal(await contracts.verify(kind, proof, fields), true, kind);
      for (let field = 0; field < fields.length; field++) {
        const changed = fields.with(field, fields[field]! ^ 1n);
        assert.equal(await contracts.verify(kind, proof, changed), false, `${kind}, input ${field}`);
      }
      assert.equal(await contracts.verify(kind, claims[1 - i]!.proof, fields), false);
      assert.equal(await contracts.verify("root", proof, fields), false);
    }
  });

  for (const side of ["left", "right"] as const) {
    test(`P6.3: a merge whose ${side} child has a proof that only a pairing can refuse is refused`, async () => {
      const honest = side === "left" ? leaves[0]! : leaves[1]!;
      const { proof } = honest;
      // The tenth word before the last is an opening of a polynomial.
      const poisoned = { ...honest, proof: proof.with(32 * 400 + 31, proof[32 * 400 + 31]! ^ 1) };
      assert.equal(await system.verify(poisoned), "deferred");
      const job = side === "left" ? mergeJob(0, poisoned, leaves[1]!) : mergeJob(0, leaves[0]!, poisoned);
      await assert.rejects(system.prove(job), { code: "TRL-PRV-161" });
    });
  }

  /** Whether a proof passes where it goes: a block's on L1, another in the parent, as far as bb and the pairing see it. */
  const holds = async (kind: NodeKind, proof: Uint8Array, fields: readonly bigint[]): Promise<boolean> => {
    if (kind === "root") return contracts.verify("root", proof, fields);
    const publicInputs = concatBytes(...fields.map((field) => toBytes(field, 32)));
    const { vk } = keys[kind];
    const verdict = await bb.verify({ proof, publicInputs, vk, target: CIRCUIT_TARGETS[kind] });
    return verdict !== "rejected" && accumulatorHolds(accumulatorOf(proof), system.srs.g2Words);
  };

  /** Whether a thief's proof of a job passes: a witness always exists, since an execution does not check the children's proofs. */
  async function passes(job: ProvingJob, forgedKeys = keys): Promise<boolean> {
    const { circuitPath, vk }: CircuitKey = keys[job.kind];
    const inputs = RULES.inputsOf(job, forgedKeys);
    const { witness, outputs } = await witnesses.make({ circuitPath, inputs });
    const attempt = { srsPath: system.srs.path, circuitPath, vk, target: CIRCUIT_TARGETS[job.kind], witness };
    const { proof, publicInputs } = await proveRegardless(await mkdtemp(join(folder, "thief-")), attempt);
    assert.deepEqual(publicInputs, concatBytes(...outputs.map((field) => toBytes(field, 32))));
    return holds(job.kind, proof, outputs);
  }

  test("P6.3: a leaf that is passed off as a merge makes no root", async () => {
    // The block would end behind leaf 2: its claim meets that of the honest left half.
    const short = { ...leaves[2]!, outputs: { ...leaves[2]!.outputs, node: MERGE(1) } };
    assert.equal(await passes(fixture.root(merges[0]!, short)), false);
  });

  test("P6.3: a merge that is passed off as a leaf makes no merge", async () => {
    const swapped = { ...leaves[1]!, proof: merges[1]!.proof };
    assert.equal(await passes(mergeJob(0, leaves[0]!, swapped)), false);
  });

  test("P6.4: another circuit's key and valid proofs, passed under the leaf's pinned hash, make no merge", async () => {
    const circuitPath = await compileForeign(folder, nodeOutputsToFields(leaves[0]!.outputs).length);
    const target = "noir-recursive-no-zk";
    const { vk } = await bb.writeVk({ circuitPath, target });
    const prove = async (outputs: NodeOutputs): Promise<ProvenChild> => {
      const inputs = { outputs: nodeOutputsToFields(outputs).map(String) };
      const { witness } = await witnesses.make({ circuitPath, inputs });
      const { proof, publicInputs } = await bb.prove({ circuitPath, witness, vk, target });
      // The foreign proof is a good one: everything holds but bb's own G2 point.
      assert.equal(await bb.verify({ proof, publicInputs, vk, target }), "opening");
      return { outputs, proof };
    };
    // A thief's leaf: the state after it is what the thief likes.
    const left = await prove(leaves[0]!.outputs);
    const right = await prove({ ...leaves[1]!.outputs, stateAfter: 666n });
    const job = mergeJob(0, left, right);
    assert.equal(computeNodeOutputs(job, keys.vkSetHash).stateAfter, 666n);
    assert.equal(await passes(job, { ...keys, leaf: { ...keys.leaf, vk } }), false);
  });
});

function accumulatorOf(proof: Uint8Array): bigint[] {
  return Array.from({ length: ACCUMULATOR_FIELDS }, (_, i) => toBigInt(proof.subarray(32 * i, 32 * i + 32)));
}
