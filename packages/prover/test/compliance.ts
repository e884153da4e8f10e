import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { ExecutedBlock } from "@trellis/ledger";
import { FIELD_MODULUS, type NodeKind, sha256, type TreeNode, toBytes } from "@trellis/protocol";
import type { Child, ProofRules, RuleTypes } from "../src/systems/ProofRules.ts";
import type { BlockClaim, NodeClaim, ProofClaim, ProofSystem } from "../src/systems/ProofSystem.ts";

const other = sha256(toBytes(7, 1));

/** The outputs that the suite changes in every version. */
type CommonOutputs = {
  readonly node: TreeNode;
  readonly treeDepth: number;
  readonly proposalId: Uint8Array;
  readonly rollupId: bigint;
  readonly stateBefore: bigint;
  readonly stateAfter: bigint;
  readonly txsRoot: bigint;
  readonly fees: bigint;
  readonly messagesBefore: Uint8Array;
  readonly messagesAfter: Uint8Array;
  readonly vkSetHash: bigint;
};
type TestTypes = RuleTypes & {
  readonly node: CommonOutputs;
  readonly block: {
    readonly orderCommitment: bigint;
    readonly proposalId: Uint8Array;
    readonly stateAfter: bigint;
  };
};

/** A proof system under test. */
export type Subject<V extends RuleTypes> = {
  readonly system: ProofSystem<V>;
  /** What the verifier contract of a kind of node says of a proof: decides where the system defers. */
  readonly verifyOnL1: (
    kind: NodeKind,
    proof: Uint8Array,
    publicInputs: readonly bigint[],
  ) => Promise<boolean>;
  /** Another of the same kind, not started. */
  readonly another: () => ProofSystem<V>;
  /**
   * A changed proof of a leaf that the system itself cannot tell from a good one, or undefined if it can tell every one. It must be
   * shown to fail in the merge above.
   */
  readonly poisoned?: (proof: Uint8Array) => Uint8Array;
  /** Makes the system forget proofs that it made, if it remembers any: a job that is asked for again is then proven again. */
  readonly forget?: () => Promise<void>;
  /** A job that runs for so long that it can be stopped in the middle: how long to let it run, milliseconds. */
  readonly runsAtLeastMs: number;
  readonly stop: () => Promise<void>;
};

/** A block under test, by the rules of a version. */
export type TestBlock<V extends RuleTypes> = {
  /** The job of a leaf, proven by the seat that is named for it. */
  leaf(index: number): V["job"];
  merge(node: TreeNode, left: Child<V["node"]>, right: Child<V["node"]>): V["job"];
  root(left: Child<V["node"]>, right: Child<V["node"]>): V["job"];
  /** The job of leaf 0, with a vote of its prover for another proposal. */
  strangerLeaf(): V["job"];
  readonly orderCommitment: bigint;
  readonly executed: ExecutedBlock;
};

/** The blocks under test, of depth 1 and 2, and what is special to their version. */
export type TestWorld<V extends RuleTypes> = {
  readonly rules: ProofRules<V>;
  readonly block: (depth: number) => TestBlock<V>;
  /** Changes of a leaf's outputs, beside those that every version has. */
  readonly changes: readonly Partial<V["node"]>[];
};

/** An abort must be over after so long. */
const PROMPT_MS = 3000;

/**
 * The suite that every proof system passes. Proofs are made once and shared: two leaves and the root of a block of depth 1, two leaves
 * and a merge of a block of depth 2.
 */
export function testProofSystem<V extends TestTypes>(
  name: string,
  { rules, block, changes }: TestWorld<V>,
  prepare: () => Promise<Subject<V>>,
): void {
  const { fieldsOf } = rules;
  suite(`${name} proof system`, () => {
    let subject: Subject<V>;
    let system: ProofSystem<V>;
    let temporary = "";
    const systemTemp = process.env.TMPDIR;
    const shallow = block(1);
    const deep = block(2);
    const leaves: NodeClaim<V>[] = [];
    let root: BlockClaim<V>;
    let merge: NodeClaim<V>;

    before(async () => {
      subject = await prepare();
      system = subject.system;
      temporary = await mkdtemp(join(tmpdir(), "trellis-compliance-"));
      process.env.TMPDIR = temporary;
    });
    after(async () => {
      await subject.stop();
      if (systemTemp === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = systemTemp;
      const left = await readdir(temporary);
      await rm(temporary, { recursive: true, force: true });
      assert.deepEqual(left, [], "no temporary file is left");
    });

    const node = async (job: V["job"]): Promise<NodeClaim<V>> => (await system.prove(job)) as NodeClaim<V>;

    /** Valid, or nothing wrong with it as far as this system can tell; for a block L1 decides. */
    const holds = async (claim: ProofClaim<V>): Promise<boolean> => {
      const verdict = await system.verify(claim);
      if (verdict !== "deferred") return verdict === "valid";
      return claim.kind === "root" ? subject.verifyOnL1("root", claim.proof, fieldsOf(claim)) : true;
    };

    test("P6.3: a leaf's proof holds for what the rules say of the leaf", async () => {
      for (const index of [0, 1]) {
        const job = shallow.leaf(index);
        const claim = await node(job);
        assert.equal(claim.kind, "leaf");
        assert.deepEqual(fieldsOf(claim), fieldsOf(rules.statementOf(job, system.vkSetHash)));
        assert.equal(await holds(claim), true);
        leaves.push(claim);
      }
    });

    test("P6.3: it holds for no other place, proposal, prover, state or data", async () => {
      const [claim] = leaves;
      const { outputs } = claim!;
      const common: Partial<CommonOutputs>[] = [
        { node: { depth: 1, index: 1 } },
        { treeDepth: 2, node: { depth: 2, index: 0 } },
        { proposalId: other },
        { rollupId: outputs.rollupId + 1n },
        { stateBefore: 1n },
        { stateAfter: 1n },
        { txsRoot: 1n },
        { fees: outputs.fees + 1n },
        { messagesBefore: other },
        { messagesAfter: other },
        { vkSetHash: 1n },
        // The same field element, encoded twice.
        { stateBefore: outputs.stateBefore + FIELD_MODULUS },
      ];
      for (const change of [...common, ...changes]) {
        const verdict = await system.verify({ ...claim!, outputs: { ...outputs, ...change } });
        assert.equal(verdict, "invalid", Object.keys(change).join());
      }
      assert.equal(
        await system.verify({ ...leaves[1]!, outputs: claim!.outputs }),
        "invalid",
        "another leaf's proof",
      );
      assert.equal(await system.verify({ ...claim!, kind: "merge" }), "invalid", "a leaf as a merge");
    });

    test("hostile bytes are no proof, and no error", async () => {
      const [claim] = leaves;
      const { length } = claim!.proof;
      const hostile: Uint8Array[] = [
        new Uint8Array(),
        new Uint8Array(1),
        new Uint8Array(length),
        new Uint8Array(length).fill(0xff),
        claim!.proof.subarray(0, length - 1),
        claim!.proof.subarray(0, Math.max(0, length - 32)),
        Uint8Array.from([...claim!.proof, 0]),
        new Uint8Array(100_000),
      ];
      for (const proof of hostile) {
        assert.equal(await system.verify({ ...claim!, proof }), "invalid", `${proof.length} bytes`);
      }
    });

    test("a leaf's proof with a changed byte is never valid", async () => {
      const [claim] = leaves;
      const { length } = claim!.proof;
      for (const at of [0, 31, Math.floor(length / 4), Math.floor(length / 2)]) {
        const proof = claim!.proof.with(at, claim!.proof[at]! ^ 1);
        assert.equal(await system.verify({ ...claim!, proof }), "invalid", `byte ${at}`);
      }
      for (const at of [length - 33, length - 1]) {
        const proof = claim!.proof.with(at, claim!.proof[at]! ^ 1);
        assert.notEqual(await system.verify({ ...claim!, proof }), "valid", `byte ${at}`);
      }
    });

    test("P7.1: a block's proof holds on L1, for the order that the proposal committed to", async () => {
      root = (await system.prove(shallow.root(leaves[0]!, leaves[1]!))) as BlockClaim<V>;
      assert.equal(root.kind, "root");
      assert.equal(root.outputs.orderCommitment, shallow.orderCommitment);
      assert.equal(root.outputs.stateAfter, shallow.executed.stateAfter.root());
      assert.notEqual(await system.verify(root), "invalid");
      assert.equal(await holds(root), true);
      assert.equal(await subject.verifyOnL1("root", root.proof, fieldsOf(root)), true);
    });

    test("P7.1: with a changed byte or public input it does not", async () => {
      const fields = fieldsOf(root);
      for (const at of [3, Math.floor(root.proof.length / 2), root.proof.length - 2]) {
        const proof = root.proof.with(at, root.proof[at]! ^ 1);
        assert.equal(await holds({ ...root, proof }), false, `byte ${at}`);
        assert.equal(await subject.verifyOnL1("root", proof, fields), false, `byte ${at} on L1`);
      }
      for (let i = 0; i < fields.length; i++) {
        assert.equal(
          await subject.verifyOnL1("root", root.proof, fields.with(i, fields[i]! ^ 1n)),
          false,
          `input ${i} on L1`,
        );
      }
      const outputs = { ...root.outputs, orderCommitment: root.outputs.orderCommitment + 1n };
      assert.equal(await system.verify({ ...root, outputs }), "invalid");
      assert.equal(
        await system.verify({ ...root, outputs: { ...root.outputs, proposalId: other } }),
        "invalid",
      );
    });

    test("P6.3: a merge's proof holds, for its own claim only", async () => {
      const children = [await node(deep.leaf(0)), await node(deep.leaf(1))] as const;
      leaves.push(...children);
      merge = await node(deep.merge({ depth: 1, index: 0 }, ...children));
      assert.equal(merge.kind, "merge");
      assert.deepEqual(merge.outputs.node, { depth: 1, index: 0 });
      assert.equal(await holds(merge), true);
      assert.equal(await system.verify({ ...merge, kind: "leaf" }), "invalid");
      for (const change of [{ proposalId: other }, { node: { depth: 1, index: 1 } }, ...changes] as Partial<
        V["node"]
      >[]) {
        assert.equal(await system.verify({ ...merge, outputs: { ...merge.outputs, ...change } }), "invalid");
      }
      // The first fields hold what is left of the children's proofs.
      const proof = merge.proof.with(31, merge.proof[31]! ^ 1);
      assert.equal(await system.verify({ ...merge, proof }), "invalid");
    });

    test("P9.3: a leaf and a merge proven for L1 hold there, each for its own claim and circuit only", async () => {
      const [, , left, right] = leaves;
      const jobs = [deep.leaf(0), deep.merge({ depth: 1, index: 0 }, left!, right!)] as const;
      const claims: NodeClaim<V>[] = [];
      for (const job of jobs) claims.push((await system.proveForL1(job)) as NodeClaim<V>);
      assert.deepEqual(claims.map(fieldsOf), [left!, merge].map(fieldsOf));
      for (const [i, claim] of claims.entries()) {
        const { kind, proof } = claim;
        const fields = fieldsOf(claim);
        assert.equal(await subject.verifyOnL1(kind, proof, fields), true);
        for (let field = 0; field < fields.length; field++) {
          const changed = fields.with(field, fields[field]! ^ 1n);
          assert.equal(await subject.verifyOnL1(kind, proof, changed), false, `${kind}, input ${field}`);
        }
        const { length } = proof;
        for (const at of [3, Math.floor(length / 2), length - 2]) {
          const changed = proof.with(at, proof[at]! ^ 1);
          assert.equal(await subject.verifyOnL1(kind, changed, fields), false, `${kind}, byte ${at}`);
        }
        const other = claims[1 - i]!;
        assert.equal(
          await subject.verifyOnL1(kind, other.proof, fields),
          false,
          `another proof as a ${kind}'s`,
        );
      }
    });

    test("P6.3: children whose proofs do not hold make no merge", async () => {
      const [, , left, right] = leaves;
      const node = { depth: 1, index: 0 };
      const swapped = deep.merge(node, { ...left!, proof: right!.proof }, right!);
      await assert.rejects(system.prove(swapped), { code: "TRL-PRV-151" });
      const changed = { ...right!, proof: right!.proof.with(31, right!.proof[31]! ^ 1) };
      await assert.rejects(system.prove(deep.merge(node, left!, changed)), { code: "TRL-PRV-151" });
      const malformed = { ...right!, proof: right!.proof.subarray(1) };
      await assert.rejects(system.prove(deep.merge(node, left!, malformed)), { code: "TRL-PRV-151" });
      if (subject.poisoned !== undefined) {
        const poisoned = { ...right!, proof: subject.poisoned(right!.proof) };
        assert.equal(await system.verify(poisoned), "deferred");
        await assert.rejects(system.prove(deep.merge(node, left!, poisoned)), { code: "TRL-PRV-161" });
      }
    });

    test("what the circuit would refuse is refused at once, by the rule's name", async () => {
      const begun = performance.now();
      await assert.rejects(system.prove(shallow.strangerLeaf()), {
        code: "TRL-PRV-150",
        message: /P6\.3: vote signature/,
      });
      await assert.rejects(system.prove(deep.merge({ depth: 1, index: 0 }, leaves[3]!, leaves[2]!)), {
        code: "TRL-PRV-150",
        message: /P6\.3/,
      });
      await assert.rejects(system.prove(shallow.root(leaves[0]!, leaves[3]!)), { code: "TRL-PRV-150" });
      assert.ok(performance.now() - begun < PROMPT_MS);
    });

    test("aborted, a proof ends promptly and leaves neither process nor file", async () => {
      await subject.forget?.();
      const reason = new Error("beaten");
      const jobs = [shallow.leaf(0), shallow.root(leaves[0]!, leaves[1]!)];
      for (const job of jobs) {
        const controller = new AbortController();
        const proving = system.prove(job, { signal: controller.signal });
        const waiting = system.prove(job, { signal: controller.signal });
        const outcomes = Promise.allSettled([proving, waiting]);
        let abortedAt = 0;
        setTimeout(() => {
          abortedAt = performance.now();
          controller.abort(reason);
        }, subject.runsAtLeastMs);
        for (const outcome of await outcomes) assert.equal((outcome as PromiseRejectedResult).reason, reason);
        assert.ok(performance.now() - abortedAt < PROMPT_MS, "promptly");
        assert.deepEqual(await readdir(temporary), []);
        assert.deepEqual(provers(), []);
      }
      await assert.rejects(system.prove(jobs[0]!, { signal: AbortSignal.abort(reason) }), reason);
      assert.equal(await holds(leaves[0]!), true, "it goes on working");
    });

    test("stopped, it ends what runs and answers no more until it is started again", async () => {
      await subject.forget?.();
      const another = subject.another();
      const claim = leaves[0]!;
      await assert.rejects(another.prove(shallow.leaf(0)), { code: "TRL-PRV-141" });
      await assert.rejects(another.verify(claim), { code: "TRL-PRV-141" });
      await another.start();
      assert.equal(another.vkSetHash, system.vkSetHash);
      const proving = assert.rejects(another.prove(shallow.leaf(0)), { code: "TRL-PRV-142" });
      const stopped = new Promise<void>((resolve, reject) => {
        setTimeout(() => another.stop().then(resolve, reject), subject.runsAtLeastMs);
      });
      await Promise.all([proving, stopped]);
      assert.deepEqual(provers(), []);
      assert.deepEqual(await readdir(temporary), []);
      await assert.rejects(another.verify(claim), { code: "TRL-PRV-141" });
      await another.start();
      assert.notEqual(await another.verify(claim), "invalid");
      await another.stop();
    });
  });
}

/** Native provers that this process has running. */
function provers(): string[] {
  const lines = execFileSync("ps", ["-A", "-o", "ppid=,stat=,comm="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => {
    const [parent, state, command] = line.trim().split(/\s+/);
    return parent === String(process.pid) && !state!.startsWith("Z") && /(^|\/)bb$/.test(command!);
  });
}
