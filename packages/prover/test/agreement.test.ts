import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  decodeTally,
  type NodeOutputs,
  ProverBitmap,
  RESCUE_SLOT,
  ROOT_NODE,
  sha256,
  type TreeNode,
  toBytes,
} from "@trellis/protocol";
import { type CircuitKeys, loadCircuitKeys } from "../src/circuits/CircuitKeys.ts";
import { CIRCUITS } from "../src/circuits/CircuitSet.ts";
import { INNER_PROOF_FIELDS } from "../src/circuits/inputParts.ts";
import { blockOf, computeNodeOutputs } from "../src/jobs/computeNodeOutputs.ts";
import { expectedOutputs } from "../src/jobs/expectedOutputs.ts";
import type { LeafJob, MergeJob, ProvenChild, ProvingJob, RootJob } from "../src/jobs/ProvingJob.ts";
import { RULES } from "../src/jobs/rules.ts";
import { tauG2 } from "../src/srs/developmentSrs.ts";
import { WitnessMaker } from "../src/witness/WitnessMaker.ts";
import { ProvenBlockFixture, seatOf } from "./ProvenBlockFixture.ts";

// Circuits are executed here, not proven: an execution does not check the children's proofs.
const NO_PROOF = new Uint8Array(32 * INNER_PROOF_FIELDS);
const LEAF = (index: number): TreeNode => ({ depth: 2, index });
const MERGE: TreeNode = { depth: 1, index: 0 };
const other = sha256(toBytes(9, 1));

const fixture = new ProvenBlockFixture({ depth: 2, vacant: [LEAF(2), MERGE] });
const witnesses = new WitnessMaker();
let keys: CircuitKeys;
before(async () => {
  keys = await loadCircuitKeys({ g2Words: tauG2(), folder: CIRCUITS.folder });
});
after(() => witnesses.stop());

const childOf = (outputs: NodeOutputs): ProvenChild => ({ outputs, proof: NO_PROOF });
const proven = (job: LeafJob | MergeJob): ProvenChild => childOf(computeNodeOutputs(job, keys.vkSetHash));

async function solved(job: ProvingJob): Promise<readonly bigint[]> {
  const { circuitPath } = keys[job.kind];
  return (await witnesses.make({ circuitPath, inputs: RULES.inputsOf(job, keys) })).outputs;
}

/** Circuit and rules say the same of a job. */
async function agrees(job: ProvingJob): Promise<void> {
  const statement = RULES.statementOf(job, keys.vkSetHash);
  assert.deepEqual(await solved(job), RULES.fieldsOf(statement));
}

/** Circuit and rules refuse a job for the same reason. */
async function refused(job: ProvingJob, rule: RegExp): Promise<void> {
  assert.throws(() => computeNodeOutputs(job, keys.vkSetHash), { code: "TRL-PRV-150", message: rule });
  await assert.rejects(solved(job), { code: "TRL-PRV-120", message: rule });
}

/** Leaves by the named seat, by a rescuer, by a rescuer of a vacant entry, by nobody. */
const leaves = (): LeafJob[] => [
  fixture.leaf(0),
  fixture.leaf(1, fixture.rescue(LEAF(1), 7)),
  fixture.leaf(2, fixture.rescue(LEAF(2), 7)),
  fixture.leaf(3, null),
];
const merges = (): MergeJob[] => {
  const [a, b, c, d] = leaves().map(proven);
  return [
    fixture.merge(MERGE, a!, b!, fixture.rescue(MERGE, 1)),
    fixture.merge({ depth: 1, index: 1 }, c!, d!),
  ];
};
const rootJob = (): RootJob => {
  const [left, right] = merges().map(proven);
  return fixture.root(left!, right!);
};

test("R1, R2, R8: circuits and rules agree on every node of a block", async () => {
  for (const job of [...leaves(), ...merges(), rootJob()]) await agrees(job);
  const root = rootJob();
  for (const prover of [fixture.rescue(ROOT_NODE, 3), null])
    await agrees(fixture.root(root.left, root.right, prover));
});

test("R2: a node that nobody is named for need not show the transcript", async () => {
  const vacant = { ...fixture.leaf(2, null), opening: null, prover: null };
  await agrees(vacant);
  assert.equal(computeNodeOutputs(vacant, keys.vkSetHash).tally, 0n);
  const shown = computeNodeOutputs(fixture.leaf(2, null), keys.vkSetHash);
  assert.deepEqual(decodeTally(shown.tally).vacant, { leaf: 1, merge: 0, root: 0 });
});

test("P6.4: the block's execution and its provers give what the proofs say", () => {
  const provers = new Map<number, { seat: number | null; isCommitted: boolean; isVacant: boolean }>([
    [0, { seat: 0, isCommitted: true, isVacant: false }],
    [1, { seat: 1, isCommitted: false, isVacant: true }],
    [2, { seat: 2, isCommitted: true, isVacant: false }],
    [3, { seat: 3, isCommitted: true, isVacant: false }],
    [4, { seat: 7, isCommitted: false, isVacant: false }],
    [5, { seat: 7, isCommitted: false, isVacant: true }],
    [6, { seat: null, isCommitted: false, isVacant: false }],
  ]);
  const expected = (node: TreeNode): NodeOutputs =>
    expectedOutputs(
      { block: fixture.jobs.block, executed: fixture.first.executed, vkSetHash: keys.vkSetHash },
      node,
      ({ depth, index }) => provers.get(2 ** depth - 1 + index)!,
    );
  for (const [index, job] of leaves().entries()) {
    assert.deepEqual(expected(LEAF(index)), computeNodeOutputs(job, keys.vkSetHash));
  }
  for (const [index, job] of merges().entries()) {
    assert.deepEqual(expected({ depth: 1, index }), computeNodeOutputs(job, keys.vkSetHash));
  }
  const block = computeNodeOutputs(rootJob(), keys.vkSetHash);
  const secret = BigInt(`0x${Buffer.from(fixture.first.secret).toString("hex")}`);
  assert.deepEqual(blockOf(expected(ROOT_NODE), secret, fixture.committed), block);
  assert.equal(block.orderCommitment, fixture.first.orderCommitment);
  assert.deepEqual(block.provers.seats(), [0, 2, 3]);
  assert.deepEqual(decodeTally(block.tally), {
    committed: { leaf: 1, merge: 1, root: 1 },
    vacant: { leaf: 1, merge: 1, root: 0 },
  });
});

const NEITHER = /R2: neither the transcript's vote nor a rescue vote/;
const NOT_THE_ENTRY = /R2: not the transcript's entry of this node/;
const flip = (bytes: Uint8Array): Uint8Array => bytes.with(10, bytes[10]! ^ 1);
const node = LEAF(0);
const named = fixture.named(node);
const opening = fixture.leaf(0).opening!;
const seat = seatOf(node);
const brokenVotes: readonly [name: string, change: Partial<LeafJob>, rule: RegExp][] = [
  ["P1.3: a seat beyond the registry", { prover: { ...named, seat: 2048 + seat } }, /P1\.3/],
  ["R2: another seat's vote for any node", { prover: fixture.vote(4, named.vote) }, NEITHER],
  [
    "R2: the seat's vote with another slot",
    { prover: fixture.vote(seat, { ...ROOT_NODE, slot: 99 }) },
    NEITHER,
  ],
  ["R2: a rescue vote for another node", { prover: fixture.rescue(LEAF(1), 4) }, NEITHER],
  [
    "R2: a rescue vote for a node around it",
    { prover: fixture.vote(4, { ...MERGE, slot: RESCUE_SLOT }) },
    NEITHER,
  ],
  ["R2: another node's entry", { opening: fixture.leaf(1).opening! }, NOT_THE_ENTRY],
  ["R2: a changed entry", { opening: { ...opening, entry: opening.entry + 1n } }, NOT_THE_ENTRY],
  ["R2: a changed path", { opening: { ...opening, path: opening.path.with(11, 1n) } }, NOT_THE_ENTRY],
  ["R2: another bitmap", { opening: { ...opening, committed: ProverBitmap.of([seat]) } }, NOT_THE_ENTRY],
  ["P6.3: a changed signature", { prover: { ...named, signature: flip(named.signature) } }, /vote signature/],
  ["P6.3: a vote for another proposal", { prover: fixture.vote(seat, named.vote, other) }, /vote signature/],
  [
    "P6.3: another prover's key",
    { prover: { ...named, publicKey: fixture.vote(4, named.vote).publicKey } },
    /seat not in the prover set/,
  ],
  ["R3: another seat than the key's", { prover: { ...named, seat: 4 } }, /seat not in the prover set/],
  [
    "R3: a changed path of the seat",
    { prover: { ...named, seatPath: named.seatPath.with(0, 1n) } },
    /seat not in the prover set/,
  ],
];
for (const [name, change, rule] of brokenVotes) {
  test(`${name}: circuit and rules refuse it`, () =>
    refused({ ...fixture.leaf(0), ...change } as LeafJob, rule));
}

test("R2: a merge and a root, too, take the transcript's vote and rescue votes only", async () => {
  const inner = { depth: 1, index: 1 };
  const job = fixture.merge(inner, proven(fixture.leaf(2, null)), proven(fixture.leaf(3, null)));
  await refused({ ...job, prover: fixture.rescue(MERGE, 4), opening: job.opening! }, NEITHER);
  const root = rootJob();
  await refused({ ...root, prover: fixture.vote(4, named.vote), opening: root.opening! }, NEITHER);
});

test("P6.3: a vote of a seat that nobody holds names no prover", () => {
  const { jobs } = fixture;
  const vote = { proposalId: other, ...ROOT_NODE, slot: 0, signature: new Uint8Array(64) };
  for (const seat of [8, 2047]) {
    assert.throws(() => jobs.proverOf({ ...vote, seat }), {
      code: "TRL-PRV-150",
      message: /not in the prover set/,
    });
  }
});

const brokenChildren: readonly [
  name: string,
  side: "left" | "right",
  change: Partial<NodeOutputs>,
  rule: RegExp,
][] = [
  ["P6.4: another key set", "right", { vkSetHash: 1n }, /different key sets/],
  ["P6.4: another rollup", "right", { rollupId: 1n }, /different rollups/],
  ["P6.3: another proposal", "right", { proposalId: other }, /different proposals/],
  ["P4.1: another tree depth", "right", { treeDepth: 3 }, /different tree depths/],
  ["P2.3: another prover set", "right", { proverSetRoot: 1n }, /different prover sets/],
  ["R2: another transcript", "right", { transcriptRoot: 1n }, /different transcripts/],
  ["R2: another bitmap", "right", { committedHash: 1n }, /different committed bitmaps/],
  ["P6.3: another row", "right", { node: { depth: 1, index: 1 } }, /different depths/],
  ["P6.3: an odd left index", "left", { node: { depth: 2, index: 1 } }, /odd index/],
  ["P6.3: no sibling", "right", { node: { depth: 2, index: 3 } }, /sibling/],
  ["P6.3: an index outside the row", "left", { node: { depth: 2, index: 4 } }, /outside its row/],
  ["P6.4: a gap in the state", "right", { stateBefore: 1n }, /states of the children/],
  ["P6.4: a gap in the messages", "right", { messagesBefore: other }, /messages of the children/],
  ["P6.4: fees that overflow", "left", { fees: (1n << 128n) - 1n }, /fees of the children/],
];
for (const [name, side, change, rule] of brokenChildren) {
  test(`${name} of the ${side} child: circuit and rules refuse it`, async () => {
    const [left, right] = [proven(fixture.leaf(0)), proven(fixture.leaf(1))];
    const job = fixture.merge(MERGE, left, right, fixture.rescue(MERGE, 1));
    const child = job[side];
    await refused({ ...job, [side]: { ...child, outputs: { ...child.outputs, ...change } } }, rule);
  });
}

test("P6.3: a merge is never the root, and a root's children are at depth 1", async () => {
  const root = rootJob();
  await refused(fixture.merge(ROOT_NODE, root.left, root.right), /never the root/);
  const [left, right] = [proven(fixture.leaf(0)), proven(fixture.leaf(1))];
  await refused({ ...root, left, right, prover: null, opening: null }, /at depth 1/);
});

test("R2, P4.1: a root shows the nodes' committed bitmap and a secret that is a field element", async () => {
  await refused(
    { ...rootJob(), committed: ProverBitmap.of([0]) },
    /R2: not the committed bitmap of the nodes/,
  );
  for (const secret of [new Uint8Array(31), new Uint8Array(32).fill(0xff)]) {
    assert.throws(() => computeNodeOutputs({ ...rootJob(), secret }, keys.vkSetHash), {
      code: "TRL-PRV-150",
      message: /P4\.1: the secret/,
    });
  }
});

test("P6.3: a leaf outside the tree, of another rollup or in a tree of an invalid depth is refused", () => {
  const job = fixture.leaf(3, null);
  const refuses = (change: Partial<LeafJob["block"]>, message: RegExp) =>
    assert.throws(() => computeNodeOutputs({ ...job, block: { ...job.block, ...change } }, keys.vkSetHash), {
      code: "TRL-PRV-150",
      message,
    });
  refuses({ treeDepth: 1 }, /P6\.3: node index outside its row/);
  refuses({ treeDepth: 0 }, /P4\.1/);
  refuses({ treeDepth: 12 }, /P4\.1/);
  refuses({ rollupId: 5n }, /P6\.4/);
});
