import assert from "node:assert/strict";
import { test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import {
  type BlockOutputs,
  blockOutputsToFields,
  encodeSeatWord,
  encodeTally,
  innerWordHash,
  joinStates,
  type NodeOutputs,
  nodeOutputsToFields,
  ProverBitmap,
  sha256,
  type TreeNode,
  toBytes,
} from "@trellis/protocol";
import { Circuit, type Input } from "./Circuit.ts";
import { PROVER_SET_ROOT, type ProverInput, ProverWorld } from "./ProverWorld.ts";
import { withValues } from "./withValues.ts";
import { hashInput, PROPOSAL_ID, ROLLUP_ID } from "./world.ts";

const LEAF_VK_HASH = 111n;
const MERGE_VK_HASH = 222n;
const VK_SET_HASH = poseidon2Hash([LEAF_VK_HASH, MERGE_VK_HASH]);
const SECRET = 987654321n;
const VOTE = { depth: 0, index: 0, slot: 3 };
const NONE = { leaf: 0, merge: 0, root: 0 };

const merge = Circuit.generated("merge");
const root = Circuit.generated("root");

/** Two children that fit together. They are invented: solving a witness does not check the proofs in it. Only proving checks them. */
function childrenOf(node: TreeNode, treeDepth: number, world: ProverWorld): [NodeOutputs, NodeOutputs] {
  const left: NodeOutputs = {
    vkSetHash: VK_SET_HASH,
    rollupId: ROLLUP_ID,
    proposalId: PROPOSAL_ID,
    treeDepth,
    node: { depth: node.depth + 1, index: 2 * node.index },
    stateBefore: 1001n,
    stateAfter: 1002n,
    txsRoot: 2001n,
    transactionsHash: hashOf(10),
    seatWordsHash: hashOf(11),
    fees: 2n ** 100n,
    messagesBefore: hashOf(20),
    messagesAfter: hashOf(21),
    proverSetRoot: PROVER_SET_ROOT,
    transcriptRoot: world.transcript.root(),
    committedHash: world.committedHash,
    statesRoot: 3001n,
    tally: encodeTally({
      committed: { leaf: 1023, merge: 1020, root: 0 },
      vacant: { leaf: 1, merge: 3, root: 0 },
    }),
    provers: ProverBitmap.of([0, 5, 127, 128, 2047]),
  };
  const right: NodeOutputs = {
    ...left,
    node: { depth: node.depth + 1, index: 2 * node.index + 1 },
    stateBefore: 1002n,
    stateAfter: 1003n,
    txsRoot: 2002n,
    transactionsHash: hashOf(12),
    seatWordsHash: hashOf(13),
    fees: 17n,
    messagesBefore: hashOf(21),
    messagesAfter: hashOf(22),
    statesRoot: 3002n,
    tally: encodeTally({ committed: { leaf: 1024, merge: 1023, root: 0 }, vacant: NONE }),
    provers: ProverBitmap.of([5, 6, 1024, 2047]),
  };
  return [left, right];
}

const hashOf = (n: number): Uint8Array => sha256(toBytes(n, 4));

const outputsInput = (o: NodeOutputs) => ({
  vk_set_hash: String(o.vkSetHash),
  rollup_id: String(o.rollupId),
  proposal_id: hashInput(o.proposalId),
  tree_depth: o.treeDepth,
  node_depth: o.node.depth,
  node_index: o.node.index,
  state_before: String(o.stateBefore),
  state_after: String(o.stateAfter),
  txs_root: String(o.txsRoot),
  transactions_hash: hashInput(o.transactionsHash),
  seat_words_hash: hashInput(o.seatWordsHash),
  fees: String(o.fees),
  messages_before: hashInput(o.messagesBefore),
  messages_after: hashInput(o.messagesAfter),
  prover_set_root: String(o.proverSetRoot),
  transcript_root: String(o.transcriptRoot),
  committed_hash: String(o.committedHash),
  states_root: String(o.statesRoot),
  tally: String(o.tally),
  provers: o.provers.limbs().map(String),
});

function inputsOf(node: TreeNode, treeDepth: number, world: ProverWorld, prover: ProverInput) {
  const [left, right] = childrenOf(node, treeDepth, world);
  const proof = new Array<number>(410).fill(1);
  return {
    keys: {
      key: new Array<number>(115).fill(1),
      leaf_vk_hash: String(LEAF_VK_HASH),
      merge_vk_hash: String(MERGE_VK_HASH),
    },
    left: { outputs: outputsInput(left), proof },
    right: { outputs: outputsInput(right), proof },
    prover,
  };
}

/** The claims that the parent must make. */
function parentOf(node: TreeNode, treeDepth: number, world: ProverWorld, prover: ProverInput): NodeOutputs {
  const [left, right] = childrenOf(node, treeDepth, world);
  const who = world.expected(node, prover);
  const kind = node.depth === 0 ? "root" : "merge";
  const own = {
    committed: { ...NONE, [kind]: who.isCommitted ? 1 : 0 },
    vacant: { ...NONE, [kind]: who.isVacant ? 1 : 0 },
  };
  return {
    ...left,
    node,
    stateAfter: right.stateAfter,
    txsRoot: poseidon2Hash([left.txsRoot, right.txsRoot]),
    transactionsHash: sha256(left.transactionsHash, right.transactionsHash),
    seatWordsHash: innerWordHash(left.seatWordsHash, right.seatWordsHash, toBytes(encodeSeatWord(who), 2)),
    fees: left.fees + right.fees,
    messagesAfter: right.messagesAfter,
    statesRoot: joinStates(left.statesRoot, right.statesRoot),
    tally: left.tally + right.tally + encodeTally(own),
    provers: left.provers.or(right.provers).or(ProverBitmap.of(who.isCommitted ? [who.seat!] : [])),
  };
}

function blockOf(world: ProverWorld, treeDepth: number, prover: ProverInput): BlockOutputs {
  const parent = parentOf({ depth: 0, index: 0 }, treeDepth, world, prover);
  return {
    ...parent,
    orderCommitment: poseidon2Hash([SECRET, parent.txsRoot]),
    dataHash: sha256(parent.transactionsHash, parent.seatWordsHash),
    committed: world.committed,
  };
}

const rootInputs = (treeDepth: number, world: ProverWorld, prover: ProverInput) => ({
  ...inputsOf({ depth: 0, index: 0 }, treeDepth, world, prover),
  secret: String(SECRET),
  committed: world.committed.limbs().map(String),
});

for (const [name, node, treeDepth] of [
  ["two leaves", { depth: 1, index: 1 }, 2],
  ["two merges", { depth: 2, index: 3 }, 5],
  ["the deepest leaves", { depth: 10, index: 1023 }, 11],
] as const) {
  test(`R2: a merge over ${name}, by the named seat, by a rescuer, by nobody`, async () => {
    const world = new ProverWorld().name(node, 7, VOTE);
    for (const prover of [world.by(node, 7, VOTE), world.rescue(node, 8), world.nobody(node)]) {
      assert.deepEqual(
        await merge.run(inputsOf(node, treeDepth, world, prover)),
        nodeOutputsToFields(parentOf(node, treeDepth, world, prover)),
      );
    }
  });
}

test("R2: a merge counts a vacant entry", async () => {
  const node = { depth: 1, index: 1 };
  const world = new ProverWorld();
  const prover = world.rescue(node, 8);
  assert.deepEqual(
    await merge.run(inputsOf(node, 2, world, prover)),
    nodeOutputsToFields(parentOf(node, 2, world, prover)),
  );
});

for (const treeDepth of [1, 2, 11]) {
  test(`R1, R2: the root of a tree of depth ${treeDepth}: committed, rescued, by nobody`, async () => {
    const node = { depth: 0, index: 0 };
    const world = new ProverWorld().name(node, 7, VOTE);
    for (const prover of [world.by(node, 7, VOTE), world.rescue(node, 8), world.nobody(node)]) {
      assert.deepEqual(
        await root.run(rootInputs(treeDepth, world, prover)),
        blockOutputsToFields(blockOf(world, treeDepth, prover)),
      );
    }
  });
}

test("R2: the root shows only the committed bitmap of its nodes", async () => {
  const world = new ProverWorld().name({ depth: 0, index: 0 }, 7, VOTE);
  const inputs = rootInputs(4, world, world.by({ depth: 0, index: 0 }, 7, VOTE));
  for (const limb of [0, 15]) {
    const committed = inputs.committed.with(limb, String(BigInt(inputs.committed[limb]!) ^ 1n));
    await assert.rejects(root.run({ ...inputs, committed }), /R2: not the committed bitmap of the nodes/);
  }
});

/** Each case changes one field of two children that fit together. */
const BROKEN: readonly (readonly [name: string, changes: Record<string, Input>, error: RegExp])[] = [
  [
    "P6.4: children of different key sets",
    { "right.outputs.vk_set_hash": "1" },
    /P6\.4: children of different key sets/,
  ],
  [
    "P6.4: children of different rollups",
    { "right.outputs.rollup_id": "1" },
    /P6\.4: children of different rollups/,
  ],
  [
    "P6.3: children of different proposals",
    { "right.outputs.proposal_id.lo": "1" },
    /P6\.3: children of different proposals/,
  ],
  [
    "P6.3: children whose proposals differ in the upper half",
    { "right.outputs.proposal_id.hi": "1" },
    /P6\.3: children of different proposals/,
  ],
  [
    "P4.1: children of different tree depths",
    { "right.outputs.tree_depth": 11 },
    /P4\.1: children of different tree depths/,
  ],
  [
    "P2.3: children of different prover sets",
    { "right.outputs.prover_set_root": "1" },
    /P2\.3: children of different prover sets/,
  ],
  [
    "R2: children of different transcripts",
    { "right.outputs.transcript_root": "1" },
    /R2: children of different transcripts/,
  ],
  [
    "R2: children of different committed bitmaps",
    { "right.outputs.committed_hash": "1" },
    /R2: children of different committed bitmaps/,
  ],
  [
    "P6.3: children of different depths",
    { "right.outputs.node_depth": 4 },
    /P6\.3: children of different depths/,
  ],
  [
    "P6.3: a right child that is the left one",
    { "right.outputs.node_index": 0 },
    /P6\.3: right child is not the left one's sibling/,
  ],
  [
    "P6.3: two neighbours that are not siblings",
    { "left.outputs.node_index": 1, "right.outputs.node_index": 2 },
    /P6\.3: left child has an odd index/,
  ],
  [
    "P6.3: children beyond their row",
    { "left.outputs.node_index": 4096, "right.outputs.node_index": 4097 },
    /P6\.3: node index outside its row/,
  ],
  [
    "P4.1: a tree of depth 12",
    { "left.outputs.tree_depth": 12, "right.outputs.tree_depth": 12 },
    /P4\.1: tree depth above 11/,
  ],
  [
    "P4.1: a tree of depth 0",
    { "left.outputs.tree_depth": 0, "right.outputs.tree_depth": 0 },
    /P4\.1: tree depth below 1/,
  ],
  ["P6.4: another leaf key hash", { "keys.leaf_vk_hash": "1" }, /P6\.4: keys are not of the key set/],
  ["P6.4: another merge key hash", { "keys.merge_vk_hash": "1" }, /P6\.4: keys are not of the key set/],
  [
    "P6.4: states that do not meet",
    { "right.outputs.state_before": "1001" },
    /P6\.4: states of the children do not meet/,
  ],
  [
    "P6.4: messages that do not meet",
    { "right.outputs.messages_before.lo": "1" },
    /P6\.4: messages of the children do not meet/,
  ],
  [
    "P6.4: messages that differ in the upper half",
    { "right.outputs.messages_before.hi": "1" },
    /P6\.4: messages of the children do not meet/,
  ],
  [
    "P6.4: fees that overflow",
    { "right.outputs.fees": String(2n ** 128n - 2n ** 100n) },
    /P6\.4: fees of the children overflow/,
  ],
  [
    "P6.4: a transactions hash beyond 256 bits",
    { "left.outputs.transactions_hash.hi": String(2n ** 128n) },
    /P6\.4: number too large/,
  ],
  [
    "R1: a seat words hash beyond 256 bits",
    { "right.outputs.seat_words_hash.lo": String(2n ** 128n) },
    /P6\.4: number too large/,
  ],
];

for (const [name, changes, error] of BROKEN) {
  test(`${name}: merge and root reject this`, async () => {
    const world = new ProverWorld()
      .name({ depth: 1, index: 0 }, 7, VOTE)
      .name({ depth: 0, index: 0 }, 7, VOTE);
    const inner = inputsOf({ depth: 1, index: 0 }, 4, world, world.by({ depth: 1, index: 0 }, 7, VOTE));
    await assert.rejects(merge.run(withValues(inner, changes)), error);
    const outer = rootInputs(4, world, world.by({ depth: 0, index: 0 }, 7, VOTE));
    await assert.rejects(root.run(withValues(outer, changes)), error);
  });
}

test("R2: a merge and the root accept only the transcript's vote and rescue votes", async () => {
  const inner = { depth: 1, index: 0 };
  const world = new ProverWorld().name(inner, 7, VOTE).name({ depth: 0, index: 0 }, 7, VOTE);
  const error = /R2: neither the transcript's vote nor a rescue vote/;
  await assert.rejects(merge.run(inputsOf(inner, 4, world, world.by(inner, 8, VOTE))), error);
  await assert.rejects(root.run(rootInputs(4, world, world.by({ depth: 0, index: 0 }, 8, VOTE))), error);
});

test("P6.3: a merge is never the root, and the root's children are at depth 1", async () => {
  const world = new ProverWorld();
  const node = { depth: 0, index: 0 };
  await assert.rejects(
    merge.run(inputsOf(node, 4, world, world.nobody(node))),
    /P6\.3: a merge is never the root/,
  );
  const inner = { depth: 1, index: 0 };
  await assert.rejects(
    root.run({
      ...rootInputs(4, world, world.nobody(node)),
      ...inputsOf(inner, 4, world, world.nobody(inner)),
    }),
    /P6\.3: the root's children are at depth 1/,
  );
});

test("P6.3: children deeper than the tree: a merge rejects this", async () => {
  // At depth 2, in a tree of depth 1. A root's children are at depth 1, which every tree has.
  const inner = { depth: 1, index: 0 };
  const world = new ProverWorld();
  const inputs = inputsOf(inner, 1, world, world.nobody(inner));
  await assert.rejects(merge.run(inputs), /P6\.3: child deeper than the tree/);
});
