import { toBytes, toHex } from "../../packages/protocol/src/encoding/bytes.ts";
import { type NodeWeights, totalWeight } from "../../packages/protocol/src/pay/rewards.ts";
import { ProverBitmap } from "../../packages/protocol/src/seats/ProverBitmap.ts";
import {
  encodeSeatWord,
  type NodeProver,
  packSeatWords,
  seatWordPath,
  seatWordPathRoot,
  seatWordsRoot,
} from "../../packages/protocol/src/seats/seatWords.ts";
import { encodeTally, type Tally, weightOf } from "../../packages/protocol/src/seats/Tally.ts";
import {
  type BlockOutputs,
  blockOutputsToFields,
  type NodeOutputs,
  nodeOutputsToFields,
} from "../../packages/protocol/src/tree/outputs.ts";
import { nodeAt, nodeCount } from "../../packages/protocol/src/tree/TreeNode.ts";
import { bytesOf, fieldOf, hex32, words } from "./values.ts";

// Vectors of what the contracts read from a block and its proof.

const proverOf = (label: string): NodeProver => {
  const seed = fieldOf(label);
  if (seed % 5n === 0n) return { seat: null, isCommitted: false };
  return { seat: Number((seed >> 8n) % 2048n), isCommitted: seed % 3n !== 0n };
};

/** Trees of words, their roots, and the paths of some nodes of each row. */
export const seatWords = () => ({
  cases: [1, 2, 3, 6, 11].map((treeDepth) => {
    const packed = packSeatWords(
      Array.from({ length: nodeCount(treeDepth) }, (_, i) => proverOf(`word ${treeDepth} ${i}`)),
    );
    const numbers = [...new Set([0, 1, 2, 3, 6, 12, 100, 2046, 4094])].filter((n) => n < packed.length / 2);
    const wordAt = (number: number): Uint8Array => packed.slice(2 * number, 2 * number + 2);
    const numberOf = (word: Uint8Array): number => word[0]! * 256 + word[1]!;
    return {
      treeDepth,
      words: toHex(packed),
      root: toHex(seatWordsRoot(packed)),
      paths: numbers.map((number) => {
        const node = nodeAt(number);
        const { children, levels } = seatWordPath(packed, node);
        const reached = seatWordPathRoot(wordAt(number), node, { children, levels });
        return {
          depth: node.depth,
          index: node.index,
          word: numberOf(wordAt(number)),
          children: [0, 1].map((i) => toHex(children[i] ?? new Uint8Array(32))),
          siblings: levels.map(({ sibling }) => toHex(sibling)),
          parentWords: levels.map(({ word }) => numberOf(word)),
          reached: toHex(reached),
        };
      }),
    };
  }),
});

const WEIGHTS: NodeWeights = { leaf: 3n, merge: 20n, root: 65_535n };

/** Tallies as fields, and what their nodes weigh. */
export function tallies() {
  const cases: readonly (readonly [treeDepth: number, tally: Tally])[] = [
    [1, { committed: { leaf: 0, merge: 0, root: 0 }, vacant: { leaf: 2, merge: 0, root: 1 } }],
    [1, { committed: { leaf: 2, merge: 0, root: 1 }, vacant: { leaf: 0, merge: 0, root: 0 } }],
    [3, { committed: { leaf: 5, merge: 4, root: 0 }, vacant: { leaf: 3, merge: 2, root: 1 } }],
    [11, { committed: { leaf: 2048, merge: 2046, root: 1 }, vacant: { leaf: 0, merge: 0, root: 0 } }],
    [11, { committed: { leaf: 1000, merge: 7, root: 1 }, vacant: { leaf: 1048, merge: 2039, root: 0 } }],
  ];
  return {
    weights: [WEIGHTS.leaf, WEIGHTS.merge, WEIGHTS.root].map(String),
    treeDepth: cases.map(([treeDepth]) => treeDepth),
    counts: cases.map(([, { committed: c, vacant: v }]) => [
      c.leaf,
      c.merge,
      c.root,
      v.leaf,
      v.merge,
      v.root,
    ]),
    tally: cases.map(([, tally]) => String(encodeTally(tally))),
    committed: cases.map(([, { committed }]) => String(weightOf(committed, WEIGHTS))),
    vacant: cases.map(([, { vacant }]) => String(weightOf(vacant, WEIGHTS))),
    whole: cases.map(([treeDepth]) => String(totalWeight(WEIGHTS, treeDepth))),
  };
}

/** A block's, a merge's and a leaf's public inputs, every value another one. */
export function publicInputs() {
  const treeDepth = 3;
  const common = {
    vkSetHash: fieldOf("vk set"),
    rollupId: fieldOf("second rollup"),
    proposalId: bytesOf("second proposal"),
    treeDepth,
    stateBefore: fieldOf("state before"),
    stateAfter: fieldOf("state after"),
    fees: 123_456_789_000n,
    messagesBefore: bytesOf("messages before"),
    messagesAfter: bytesOf("messages after"),
    proverSetRoot: fieldOf("prover set root"),
    transcriptRoot: fieldOf("transcript root"),
    statesRoot: fieldOf("states root"),
    tally: 0x0001_0002_0003_0000_0005_0006n,
    provers: ProverBitmap.of([0, 1, 127, 128, 255, 256, 1000, 2047]),
  };
  const seat = 1000;
  const word = toBytes(encodeSeatWord({ seat, isCommitted: true }), 2);
  const path = (children: readonly Uint8Array[]): Uint8Array =>
    seatWordPathRoot(word, { depth: 0, index: 0 }, { children, levels: [] });
  const children = [bytesOf("left words"), bytesOf("right words")];
  const node = (depth: number, index: number): NodeOutputs => ({
    ...common,
    node: { depth, index },
    txsRoot: fieldOf("txs root"),
    transactionsHash: bytesOf("transactions hash"),
    seatWordsHash: path(depth === treeDepth ? [] : children),
    committedHash: fieldOf("committed hash"),
  });
  const block: BlockOutputs = {
    ...common,
    orderCommitment: fieldOf("order commitment"),
    dataHash: bytesOf("data hash"),
    committed: ProverBitmap.of([0, 1, 2, 127, 128, 255, 256, 1000, 1500, 2047]),
  };
  const [merge, leaf] = [node(2, 3), node(3, 5)];
  return {
    vkSetHash: hex32(common.vkSetHash),
    rollupId: hex32(common.rollupId),
    proposalId: toHex(common.proposalId),
    treeDepth,
    orderCommitment: hex32(block.orderCommitment),
    stateBefore: hex32(common.stateBefore),
    stateAfter: hex32(common.stateAfter),
    dataHash: toHex(block.dataHash),
    fees: String(common.fees),
    messagesBefore: toHex(common.messagesBefore),
    messagesAfter: toHex(common.messagesAfter),
    proverSetRoot: hex32(common.proverSetRoot),
    transcriptRoot: hex32(common.transcriptRoot),
    statesRoot: hex32(common.statesRoot),
    tally: String(common.tally),
    provers: words(common.provers),
    committed: words(block.committed),
    txsRoot: hex32(merge.txsRoot),
    transactionsHash: toHex(merge.transactionsHash),
    committedHash: hex32(merge.committedHash),
    seat,
    children: children.map(toHex),
    mergeIndex: merge.node.index,
    leafIndex: leaf.node.index,
    blockFields: blockOutputsToFields(block).map(hex32),
    mergeFields: nodeOutputsToFields(merge).map(hex32),
    leafFields: nodeOutputsToFields(leaf).map(hex32),
  };
}
