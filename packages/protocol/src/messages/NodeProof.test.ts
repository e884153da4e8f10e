import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { TranscriptTree } from "../auction/TranscriptTree.ts";
import { concatBytes, toBytes, toHex } from "../encoding/bytes.ts";
import { ProverBitmap } from "../seats/ProverBitmap.ts";
import { encodeSeatWord, innerWordHash, type NodeProver } from "../seats/seatWords.ts";
import { encodeTally } from "../seats/Tally.ts";
import { children, nodeCount, nodeNumber, ROOT_NODE, subtree } from "../tree/TreeNode.ts";
import { judgeSubtree, subtreeProvers, subtreeWordsHash } from "./NodeProof.ts";

const TREE_DEPTH = 3;
const pack = (provers: readonly NodeProver[]): Uint8Array =>
  concatBytes(...provers.map((one) => toBytes(encodeSeatWord(one), 2)));
/** Provers of all nodes of a tree, by node number. */
const provers = fc.array(
  fc
    .tuple(fc.option(fc.nat(9)), fc.boolean())
    .map(([seat, isCommitted]) => ({ seat, isCommitted: seat !== null && isCommitted })),
  { minLength: nodeCount(TREE_DEPTH), maxLength: nodeCount(TREE_DEPTH) },
);

test("R1, R2: what a node puts out about its provers is its own word and its children's", () => {
  fc.assert(
    fc.property(
      provers,
      any.transcriptEntries(TREE_DEPTH),
      any.nodeOf(TREE_DEPTH - 1),
      fc.subarray([...Array(2048).keys()]),
      (all, entries, node, seats) => {
        const transcript = TranscriptTree.of(entries);
        const committed = ProverBitmap.of(seats);
        const of = (at: typeof node) => {
          const words = pack(subtree(at, TREE_DEPTH).map((below) => all[nodeNumber(below)]!));
          return judgeSubtree(words, at, TREE_DEPTH, transcript, committed);
        };
        const [left, right] = children(node).map(of);
        const whole = of(node);
        const own = all[nodeNumber(node)]!;
        const hash = innerWordHash(left!.seatWordsHash, right!.seatWordsHash, pack([own]));
        assert.equal(toHex(whole.seatWordsHash), toHex(hash));
        const ownBits = ProverBitmap.of(own.isCommitted ? [own.seat!] : []);
        assert.ok(whole.provers.equals(left!.provers.or(right!.provers).or(ownBits)));
        // The circuits add the fields of both children and of the node.
        const rest = encodeTally(whole.tally) - encodeTally(left!.tally) - encodeTally(right!.tally);
        const lane = node.depth === 0 ? 2n : 1n;
        const ones = [0n, 1n << (16n * lane), 1n << (16n * (lane + 3n))];
        const isCommittedOne = own.isCommitted ? ones[1]! : 0n;
        assert.ok(rest === isCommittedOne || rest === isCommittedOne + ones[2]!);
      },
    ),
    { numRuns: 40 },
  );
});

test("R2: a node that is proven as committed is counted once, and a vacant entry counts with any prover", () => {
  const committed = ProverBitmap.of([4]);
  const vote = { depth: 0, index: 0, slot: 0 };
  const transcript = TranscriptTree.of([{ node: ROOT_NODE, seat: 4, vote }]);
  const words = pack([
    { seat: 4, isCommitted: true },
    { seat: 5, isCommitted: false },
    { seat: null, isCommitted: false },
  ]);
  const { provers: seats, tally } = judgeSubtree(words, ROOT_NODE, 1, transcript, committed);
  assert.deepEqual(seats.seats(), [4]);
  assert.deepEqual(tally, {
    committed: { leaf: 0, merge: 0, root: 1 },
    vacant: { leaf: 2, merge: 0, root: 0 },
  });
});

test("R1: words of another number, of no prover, or of a node outside the tree are refused", () => {
  const leaf = { depth: 3, index: 0 };
  throwsCode("TRL-PRO-014", () => subtreeProvers(new Uint8Array(4), leaf, 3));
  throwsCode("TRL-PRO-014", () => subtreeWordsHash(new Uint8Array(4)));
  throwsCode("TRL-PRO-006", () => subtreeProvers(Uint8Array.of(0x80, 0), leaf, 3));
  throwsCode("TRL-PRO-004", () => subtreeProvers(new Uint8Array(2), { depth: 3, index: 8 }, 3));
  assert.deepEqual(subtreeProvers(new Uint8Array(2), leaf, 3), [{ seat: null, isCommitted: false }]);
});
