import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { concatHex, type Hex, numberToHex } from "viem";

// Everything is computed here from the files, without the package's code: see vectors.test.ts.

const folder = join(import.meta.dirname, "../../packages/protocol/vectors");
// biome-ignore lint/suspicious/noExplicitAny: the shapes are what the tests below look at, field by field
const read = (name: string): any => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
const sha256 = (...parts: Hex[]): Hex =>
  `0x${createHash("sha256")
    .update(Buffer.from(concatHex(parts).slice(2), "hex"))
    .digest("hex")}`;
const uint = (value: number | string, size: number): Hex => numberToHex(BigInt(value), { size });

test("seat words are a SHA-256 tree by node number, their paths lead to the root", () => {
  for (const { treeDepth, words, root, paths } of read("seat-words").cases) {
    const count = 2 ** (treeDepth + 1) - 1;
    assert.equal(words.length, 2 + 4 * count);
    const word = (node: number): Hex => `0x${words.slice(2 + 4 * node, 6 + 4 * node)}`;
    const hash = (node: number): Hex =>
      2 * node + 1 >= count ? sha256(word(node)) : sha256(hash(2 * node + 1), hash(2 * node + 2), word(node));
    assert.equal(hash(0), root);
    for (const path of paths) {
      const { depth, index, children, siblings, parentWords } = path;
      let node = 2 ** depth - 1 + index;
      assert.equal(uint(path.word, 2), word(node));
      let at = depth === treeDepth ? sha256(uint(path.word, 2)) : sha256(...children, uint(path.word, 2));
      for (let level = 0; level < depth; level++) {
        const pair = node % 2 === 1 ? [at, siblings[level]] : [siblings[level], at];
        at = sha256(...pair, uint(parentWords[level], 2));
        node = Math.floor((node - 1) / 2);
      }
      assert.deepEqual([siblings.length, parentWords.length, at, path.reached], [depth, depth, root, root]);
    }
  }
});

test("a tally is six numbers of 16 bits, lowest first, and weighs what its nodes weigh", () => {
  const { weights, treeDepth, counts, tally, committed, vacant, whole } = read("tallies");
  const [leaf, merge, root] = weights.map(Number);
  counts.forEach((count: number[], i: number) => {
    assert.equal(
      BigInt(tally[i]),
      count.reduce((sum, one, lane) => sum + (BigInt(one) << BigInt(16 * lane)), 0n),
    );
    const weigh = ([a, b, c]: number[]): string => String(a! * leaf + b! * merge + c! * root);
    assert.deepEqual([committed[i], vacant[i]], [weigh(count.slice(0, 3)), weigh(count.slice(3))]);
    const leaves = 2 ** treeDepth[i];
    assert.equal(whole[i], weigh([leaves, leaves - 2, 1]));
  });
});

test("the public inputs are in the order of the circuits", () => {
  const one = read("public-inputs");
  const halves = (hash: Hex): Hex[] => [
    `0x${"00".repeat(16)}${hash.slice(2, 34)}`,
    `0x${"00".repeat(16)}${hash.slice(34)}`,
  ];
  const limbs = (words: Hex[]): Hex[] => words.flatMap((word) => halves(word).reverse());
  const begin = [one.vkSetHash, one.rollupId, ...halves(one.proposalId), uint(one.treeDepth, 32)];
  const middle = [
    uint(one.fees, 32),
    ...halves(one.messagesBefore),
    ...halves(one.messagesAfter),
    one.proverSetRoot,
    one.transcriptRoot,
  ];
  const end = [one.statesRoot, uint(one.tally, 32), ...limbs(one.provers)];
  assert.deepEqual(one.blockFields, [
    ...begin,
    one.orderCommitment,
    one.stateBefore,
    one.stateAfter,
    ...halves(one.dataHash),
    ...middle,
    ...end,
    ...limbs(one.committed),
  ]);
  const word = uint(one.seat + 1 + 0x8000, 2);
  const nodeFields = (depth: number, index: number, wordsHash: Hex): Hex[] => [
    ...begin,
    uint(depth, 32),
    uint(index, 32),
    one.stateBefore,
    one.stateAfter,
    one.txsRoot,
    ...halves(one.transactionsHash),
    ...halves(wordsHash),
    ...middle,
    one.committedHash,
    ...end,
  ];
  assert.deepEqual(one.mergeFields, nodeFields(2, one.mergeIndex, sha256(...one.children, word)));
  assert.deepEqual(one.leafFields, nodeFields(3, one.leafIndex, sha256(word)));
  assert.deepEqual([one.blockFields.length, one.mergeFields.length, one.leafFields.length], [51, 40, 40]);
});
