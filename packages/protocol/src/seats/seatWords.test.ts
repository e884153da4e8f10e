import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { throwsCode } from "../../test/throwsCode.ts";
import { concatBytes, sha256, toBytes } from "../encoding/bytes.ts";
import { blockDataHash } from "../transactions/blockDataHash.ts";
import { dataHash } from "../transactions/dataHash.ts";
import { nodeAt, nodeCount, nodeNumber } from "../tree/TreeNode.ts";
import {
  decodeSeatWord,
  encodeSeatWord,
  type NodeProver,
  packSeatWords,
  seatWordPath,
  seatWordPathRoot,
  seatWordsRoot,
} from "./seatWords.ts";

const provers: fc.Arbitrary<NodeProver> = fc.oneof(
  fc.constant({ seat: null, isCommitted: false }),
  fc.record({ seat: fc.nat(2047), isCommitted: fc.boolean() }, { noNullPrototype: true }),
);

test("R1: a seat word and its two bytes say the same", () => {
  fc.assert(
    fc.property(provers, (prover) => assert.deepEqual(decodeSeatWord(encodeSeatWord(prover)), prover)),
  );
  assert.equal(encodeSeatWord({ seat: null, isCommitted: false }), 0);
  assert.equal(encodeSeatWord({ seat: 2047, isCommitted: true }), 0x8800);
});

test("R1: a word that no prover encodes to is refused", () => {
  for (const word of [0x8000, 2049, 0x7fff, 0xffff]) throwsCode("TRL-PRO-006", () => decodeSeatWord(word));
});

test("R1: the root of three words, written out", () => {
  const packed = packSeatWords([
    { seat: 4, isCommitted: true },
    { seat: null, isCommitted: false },
    { seat: 0, isCommitted: false },
  ]);
  const [root, left, right] = [0x8005, 0, 1].map((word) => toBytes(word, 2));
  assert.deepEqual(packed, concatBytes(root!, left!, right!));
  assert.deepEqual(seatWordsRoot(packed), sha256(sha256(left!), sha256(right!), root!));
});

test("R1: every node's path leads to the root, with its own word only", () => {
  for (const treeDepth of [1, 2, 5]) {
    const words = Array.from({ length: nodeCount(treeDepth) }, (_, i) => ({
      seat: i,
      isCommitted: i % 3 === 0,
    }));
    const packed = packSeatWords(words);
    for (const [number, word] of words.entries()) {
      const node = nodeAt(number);
      const path = seatWordPath(packed, node);
      assert.equal(nodeNumber(node), number);
      assert.deepEqual(seatWordPathRoot(toBytes(encodeSeatWord(word), 2), node, path), seatWordsRoot(packed));
      assert.notDeepEqual(seatWordPathRoot(toBytes(0, 2), node, path), seatWordsRoot(packed));
    }
    throwsCode("TRL-PRO-004", () => seatWordPath(packed, { depth: treeDepth + 1, index: 0 }));
  }
});

test("R1: a block has one word for each node", () => {
  for (const count of [0, 1, 2, 4, 8191]) {
    throwsCode("TRL-PRO-014", () => packSeatWords(new Array(count).fill({ seat: null, isCommitted: false })));
  }
  throwsCode("TRL-PRO-014", () => seatWordsRoot(new Uint8Array(7)));
});

test("R1: the data hash is that of the two roots", () => {
  const transactions = new Uint8Array(2 * 160).fill(7);
  const words = new Uint8Array(6);
  assert.deepEqual(blockDataHash(transactions, words), sha256(dataHash(transactions), seatWordsRoot(words)));
});
