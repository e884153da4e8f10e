import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeExecution } from "@trellis/ledger";
import {
  ContributionTree,
  NO_VOTE,
  type NodeOutputs,
  sha256,
  subtree,
  type TreeNode,
  toBytes,
} from "@trellis/protocol";
import { BlockFixture } from "../../test/BlockFixture.ts";
import type { MergeJob, ProvenChild, ProverVoteInput } from "../systems/ProvingJob.ts";
import { computeNodeOutputs } from "./computeNodeOutputs.ts";

const VK_SET_HASH = 77n;
const other = sha256(toBytes(9, 1));
const fixture = new BlockFixture({ depth: 2 });
const leaves: ProvenChild[] = [0, 1, 2, 3].map((index) => ({
  outputs: computeNodeOutputs(fixture.leaf(index), VK_SET_HASH),
  proof: new Uint8Array(),
}));
const mergeAt = (index: number): MergeJob =>
  fixture.merge({ depth: 1, index }, leaves[2 * index]!, leaves[2 * index + 1]!);
const merges: ProvenChild[] = [0, 1].map((index) => ({
  outputs: computeNodeOutputs(mergeAt(index), VK_SET_HASH),
  proof: new Uint8Array(),
}));

const refused = (run: () => unknown, rule: RegExp): void =>
  assert.throws(run, (error: { code: string; message: string }) => {
    assert.equal(error.code, "TRL-PRV-150");
    assert.match(error.message, rule);
    return true;
  });

test("P6.4: the outputs of leaves, merges and root match ledger and protocol", () => {
  const contributions = subtree({ depth: 0, index: 0 }, 2).map((node) => ({
    node,
    seat: 2 ** node.depth - 1 + node.index,
    vote: NO_VOTE,
  }));
  const tree = new ContributionTree(contributions, { depth: 0, index: 0 }, 2);
  const expected = (node: TreeNode) => {
    const { node: _node, ...execution } = nodeExecution(fixture.executed, node);
    return {
      ...execution,
      ...fixture.block,
      vkSetHash: VK_SET_HASH,
      contributionsHash: tree.hash(node),
    };
  };
  const withoutBitmap = ({ proverBitmap: _bitmap, ...rest }: Omit<NodeOutputs, "node" | "txsRoot">) => rest;
  for (const { outputs } of [...leaves, ...merges]) {
    const { node, ...rest } = outputs;
    assert.deepEqual(withoutBitmap(rest), expected(node));
    assert.deepEqual(
      outputs.proverBitmap.seats(),
      subtree(node, 2)
        .map(({ depth, index }) => 2 ** depth - 1 + index)
        .toSorted((a, b) => a - b),
    );
  }
  const root = computeNodeOutputs(fixture.root(merges[0]!, merges[1]!), VK_SET_HASH);
  const { txsRoot: _root, ...rest } = expected({ depth: 0, index: 0 });
  assert.deepEqual(withoutBitmap(root), { ...rest, orderCommitment: fixture.orderCommitment });
  assert.deepEqual(root.proverBitmap.seats(), [0, 1, 2, 3, 4, 5, 6]);
});

test("P6.3: a node without a named prover is valid, and nobody earns its pay", () => {
  const { proverBitmap, contributionsHash } = computeNodeOutputs(fixture.leaf(0, null), VK_SET_HASH);
  assert.equal(proverBitmap.count(), 0);
  assert.deepEqual(contributionsHash, sha256(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
});

const vote = fixture.vote(3);
const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
const brokenVotes: readonly [name: string, prover: ProverVoteInput, rule: RegExp][] = [
  ["P1.3: a seat beyond the registry", { ...vote, seat: 2048 + 3 }, /P1\.3/],
  ["P4.2: a scope beside the node", fixture.vote(3, { depth: 1, index: 1, slot: 0 }), /P4\.2/],
  ["P4.2: a scope deeper than the node", fixture.vote(3, { depth: 3, index: 0, slot: 0 }), /P4\.2/],
  [
    "P4.2: a wider scope than signed",
    { ...fixture.vote(3, { depth: 1, index: 0, slot: 0 }), vote: NO_VOTE },
    /vote signature/,
  ],
  ["P4.2: another slot than signed", { ...vote, vote: { ...NO_VOTE, slot: 1 } }, /vote signature/],
  ["P6.3: a vote for another proposal", fixture.vote(3, NO_VOTE, other), /vote signature/],
  ["P6.3: a changed signature", { ...vote, signature: flip(vote.signature) }, /vote signature/],
  ["P6.3: a signature cut short", { ...vote, signature: vote.signature.subarray(1) }, /vote signature/],
  [
    "P6.3: another prover's key",
    { ...vote, publicKey: fixture.vote(4).publicKey },
    /seat not in the prover set/,
  ],
  ["P2.1: another seat than the key's", { ...vote, seat: 4 }, /seat not in the prover set/],
  ["P2.1: a changed path", { ...vote, seatPath: vote.seatPath.with(0, other) }, /seat not in the prover set/],
  ["P2.1: a path cut short", { ...vote, seatPath: vote.seatPath.slice(1) }, /seat not in the prover set/],
];
for (const [name, prover, rule] of brokenVotes) {
  test(`${name} is refused`, () => {
    refused(() => computeNodeOutputs(fixture.leaf(0, prover), VK_SET_HASH), rule);
    refused(() => computeNodeOutputs({ ...mergeAt(0), prover }, VK_SET_HASH), rule);
  });
}

test("P6.3: a leaf outside the tree, of another rollup or in a tree of an invalid depth is refused", () => {
  const job = fixture.leaf(3, null);
  const block = (change: Partial<typeof job.block>) => () =>
    computeNodeOutputs({ ...job, block: { ...job.block, ...change } }, VK_SET_HASH);
  refused(block({ treeDepth: 1 }), /P6\.3: node index outside its row/);
  refused(block({ treeDepth: 0 }), /P4\.1/);
  refused(block({ treeDepth: 12 }), /P4\.1/);
  refused(block({ treeDepth: 2.5 }), /P4\.1/);
  refused(block({ rollupId: 5n }), /P6\.4/);
});

test("P1.1: a transfer with a broken signature is refused, even if the ledger skipped the check", () => {
  const broken = new BlockFixture({ depth: 1, brokenSignature: true });
  refused(() => computeNodeOutputs(broken.leaf(0), VK_SET_HASH), /P1\.1: signature of the transfer/);
  computeNodeOutputs(broken.leaf(1), VK_SET_HASH);
});

const brokenChildren: readonly [
  name: string,
  side: "left" | "right",
  change: Partial<NodeOutputs>,
  rule: RegExp,
][] = [
  ["P6.4: another key set", "left", { vkSetHash: 1n }, /different key sets/],
  ["P6.4: another rollup", "right", { rollupId: 1n }, /different rollups/],
  ["P6.3: another proposal", "right", { proposalId: other }, /different proposals/],
  ["P4.1: another tree depth", "right", { treeDepth: 3 }, /different tree depths/],
  ["P2.3: another prover set", "right", { proverSetRoot: other }, /different prover sets/],
  ["P6.3: another row", "right", { node: { depth: 1, index: 1 } }, /different depths/],
  ["P6.3: an odd left index", "left", { node: { depth: 2, index: 1 } }, /odd index/],
  ["P6.3: no sibling", "right", { node: { depth: 2, index: 3 } }, /sibling/],
  ["P6.3: the same node twice", "right", { node: { depth: 2, index: 0 } }, /sibling/],
  ["P6.3: an index outside the row", "left", { node: { depth: 2, index: 4 } }, /outside its row/],
  ["P6.4: a gap in the state", "right", { stateBefore: 1n }, /states of the children/],
  ["P6.4: a gap in the messages", "right", { messagesBefore: other }, /messages of the children/],
  ["P6.4: fees that overflow", "left", { fees: (1n << 128n) - 1n }, /fees of the children/],
];
for (const [name, side, change, rule] of brokenChildren) {
  test(`${name} of the ${side} child is refused`, () => {
    const job = fixture.merge({ depth: 1, index: 0 }, leaves[0]!, leaves[1]!);
    const child = { ...job[side], outputs: { ...job[side].outputs, ...change } };
    refused(() => computeNodeOutputs({ ...job, [side]: child }, VK_SET_HASH), rule);
  });
}

test("P6.4: children of the same foreign key set are refused", () => {
  refused(() => computeNodeOutputs(mergeAt(0), VK_SET_HASH + 1n), /keys are not of the key set/);
});

test("P6.3: a merge is never the root, and a root is never a merge", () => {
  const { secret: _secret, ...asMerge } = fixture.root(merges[0]!, merges[1]!);
  refused(() => computeNodeOutputs({ ...asMerge, kind: "merge" }, VK_SET_HASH), /never the root/);
  refused(() => computeNodeOutputs(fixture.root(leaves[0]!, leaves[1]!), VK_SET_HASH), /at depth 1/);
});

test("P4.1: a secret that is not a field element is refused", () => {
  const job = fixture.root(merges[0]!, merges[1]!);
  refused(() => computeNodeOutputs({ ...job, secret: new Uint8Array(31) }, VK_SET_HASH), /P4\.1: the secret/);
  refused(
    () => computeNodeOutputs({ ...job, secret: new Uint8Array(32).fill(0xff) }, VK_SET_HASH),
    /P4\.1: the secret/,
  );
});
