import assert from "node:assert/strict";
import { test } from "node:test";
import { computeNodeOutputs, type ProvingJob, RULES } from "@trellis/prover";
import fc from "fast-check";
import { ProvenBlockFixture } from "../../../prover/test/ProvenBlockFixture.ts";
import { decodeJob } from "./decodeJob.ts";
import { contentHash, encodeJob, MAX_JOB_BYTES } from "./encodeJob.ts";

const KEYS = 7n;
const block = new ProvenBlockFixture({ depth: 2 });
/** As long as proofs get. */
const proof = new Uint8Array(16_384).fill(0xab);
const leaves = [block.leaf(0), block.leaf(1), block.leaf(2, null), block.leaf(3)];
const proven = leaves.map((job) => ({ outputs: computeNodeOutputs(job, KEYS), proof }));
const merge = block.merge({ depth: 1, index: 0 }, proven[0]!, proven[1]!);
const halves = [merge, block.merge({ depth: 1, index: 1 }, proven[2]!, proven[3]!)].map((job) => ({
  outputs: computeNodeOutputs(job, KEYS),
  proof,
}));
const root = block.root(halves[0]!, halves[1]!);
const jobs: readonly ProvingJob[] = [...leaves, { ...leaves[2]!, prover: null, opening: null }, merge, root];

const said = (job: ProvingJob): bigint[] => RULES.fieldsOf(RULES.statementOf(job, KEYS));

test("a job says the same after it was encoded and decoded", () => {
  for (const job of jobs) {
    const encoded = encodeJob(job);
    assert.ok(encoded.length <= MAX_JOB_BYTES / 1.5, `${job.kind}: ${encoded.length} bytes`);
    const decoded = decodeJob(encoded);
    assert.deepEqual(said(decoded), said(job));
    assert.equal(contentHash(encodeJob(decoded)), contentHash(encoded));
  }
});

test("the same job has the same hash, whatever the order of its fields and whatever else it carries", () => {
  const [left, right] = [proven[0]!, proven[1]!];
  const other = { ...merge, right: { ...right, kind: "leaf" }, left: { proof, outputs: left.outputs } };
  assert.equal(contentHash(encodeJob(other)), contentHash(encodeJob(merge)));
  assert.notEqual(contentHash(encodeJob(leaves[1]!)), contentHash(encodeJob(leaves[0]!)));
});

test("what is no job is refused by a code", () => {
  const refused = (bytes: Uint8Array): void => {
    assert.throws(() => decodeJob(bytes), { code: "TRL-FLT-010" });
  };
  const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  refused(new Uint8Array(0));
  refused(new Uint8Array(MAX_JOB_BYTES + 1).fill(0x20));
  refused(Uint8Array.of(0xff, 0xfe));
  for (const value of [null, [], {}, { kind: "leaf" }, { kind: "other" }]) refused(text(value));
  for (const job of jobs) {
    const fields = JSON.parse(new TextDecoder().decode(encodeJob(job))) as Record<string, unknown>;
    refused(text({ ...fields, more: 1 }));
    for (const name of Object.keys(fields)) {
      if (fields[name] !== null) refused(text({ ...fields, [name]: "x" }));
      const { [name]: _, ...rest } = fields;
      refused(text(rest));
    }
  }
  refused(text({ ...JSON.parse(new TextDecoder().decode(encodeJob(merge))), opening: null }));
});

test("changed bytes are refused by the code, or are another job", () => {
  const encoded = encodeJob(leaves[0]!);
  fc.assert(
    fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
      try {
        decodeJob(encoded.with(at, byte));
      } catch (error) {
        assert.equal((error as { code?: string }).code, "TRL-FLT-010");
      }
    }),
    { numRuns: 300 },
  );
});
