import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD_MODULUS } from "@trellis/field";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { ProverBitmap } from "../seats/ProverBitmap.ts";
import {
  BLOCK_OUTPUT_FIELDS,
  type BlockOutputs,
  blockOutputsFromFields,
  blockOutputsToFields,
  NODE_OUTPUT_FIELDS,
  type NodeOutputs,
  nodeOutputsFromFields,
  nodeOutputsToFields,
} from "./NodeOutputs.ts";

const field = fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n });
const common = {
  vkSetHash: field,
  rollupId: field,
  proposalId: any.bytes(32),
  treeDepth: fc.integer({ min: 1, max: 11 }),
  stateBefore: field,
  stateAfter: field,
  dataHash: any.bytes(32),
  contributionsHash: any.bytes(32),
  fees: field,
  messagesBefore: any.bytes(32),
  messagesAfter: any.bytes(32),
  proverSetRoot: any.bytes(32),
  proverBitmap: fc.array(any.seat, { maxLength: 30 }).map((seats) => ProverBitmap.of(seats)),
};
const nodeOutputs: fc.Arbitrary<NodeOutputs> = fc.record(
  { ...common, node: any.nodeOf(11), txsRoot: field },
  { noNullPrototype: true },
);
const blockOutputs: fc.Arbitrary<BlockOutputs> = fc.record(
  { ...common, orderCommitment: field },
  { noNullPrototype: true },
);

test("P6.4: a node's 37 fields and a block's 35 round-trip", () => {
  fc.assert(
    fc.property(nodeOutputs, blockOutputs, (node, block) => {
      const nodeFields = nodeOutputsToFields(node);
      assert.equal(nodeFields.length, NODE_OUTPUT_FIELDS);
      const again = nodeOutputsFromFields(nodeFields);
      assert.ok(again.proverBitmap.equals(node.proverBitmap));
      assert.deepEqual({ ...again, proverBitmap: 0 }, { ...node, proverBitmap: 0 });

      const blockFields = blockOutputsToFields(block);
      assert.equal(blockFields.length, BLOCK_OUTPUT_FIELDS);
      const blockAgain = blockOutputsFromFields(blockFields);
      assert.ok(blockAgain.proverBitmap.equals(block.proverBitmap));
      assert.deepEqual({ ...blockAgain, proverBitmap: 0 }, { ...block, proverBitmap: 0 });
    }),
  );
});

test("P6.4: the fields are in the circuits' order", () => {
  const half = (fill: number): bigint => BigInt(`0x${fill.toString(16).padStart(2, "0").repeat(16)}`);
  const hash = (hi: number, lo: number): Uint8Array => new Uint8Array(32).fill(hi).fill(lo, 16);
  const shared = {
    vkSetHash: 1n,
    rollupId: 2n,
    proposalId: hash(3, 4),
    treeDepth: 5,
    stateBefore: 8n,
    stateAfter: 9n,
    dataHash: hash(11, 12),
    contributionsHash: hash(13, 14),
    fees: 15n,
    messagesBefore: hash(16, 17),
    messagesAfter: hash(18, 19),
    proverSetRoot: hash(20, 21),
    proverBitmap: ProverBitmap.fromLimbs(Array.from({ length: 16 }, (_, i) => BigInt(22 + i))),
  };
  const end = [
    ...[11, 12, 13, 14].map(half),
    15n,
    ...[16, 17, 18, 19, 20, 21].map(half),
    ...Array.from({ length: 16 }, (_, i) => BigInt(22 + i)),
  ];
  assert.deepEqual(nodeOutputsToFields({ ...shared, node: { depth: 6, index: 7 }, txsRoot: 10n }), [
    1n,
    2n,
    half(3),
    half(4),
    5n,
    6n,
    7n,
    8n,
    9n,
    10n,
    ...end,
  ]);
  assert.deepEqual(blockOutputsToFields({ ...shared, orderCommitment: 7n }), [
    1n,
    2n,
    half(3),
    half(4),
    5n,
    7n,
    8n,
    9n,
    ...end,
  ]);
});

test("P6.4: a wrong number of fields, or a value that is not a field element, is refused", () => {
  for (const [count, parse] of [
    [NODE_OUTPUT_FIELDS, nodeOutputsFromFields],
    [BLOCK_OUTPUT_FIELDS, blockOutputsFromFields],
  ] as const) {
    const zeros = Array<bigint>(count).fill(0n);
    parse(zeros);
    throwsCode("TRL-PRO-015", () => parse(zeros.slice(1)));
    throwsCode("TRL-PRO-015", () => parse([...zeros, 0n]));
    throwsCode("TRL-PRO-015", () => parse([]));
    for (let at = 0; at < count; at++) {
      throwsCode("TRL-PRO-015", () => parse(zeros.with(at, -1n)));
      throwsCode("TRL-PRO-015", () => parse(zeros.with(at, FIELD_MODULUS)));
    }
  }
});

test("P6.4: halves of hashes, limbs, depths and indices that are too large are refused, not truncated", () => {
  const big = 1n << 128n;
  const node = Array<bigint>(NODE_OUTPUT_FIELDS).fill(0n);
  for (const at of [2, 3, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20]) {
    throwsCode("TRL-PRO-001", () => nodeOutputsFromFields(node.with(at, big)));
  }
  for (let at = 21; at < 37; at++) throwsCode("TRL-PRO-007", () => nodeOutputsFromFields(node.with(at, big)));
  for (const at of [4, 5, 6]) throwsCode("TRL-PRO-015", () => nodeOutputsFromFields(node.with(at, 65_536n)));
  const block = Array<bigint>(BLOCK_OUTPUT_FIELDS).fill(0n);
  throwsCode("TRL-PRO-015", () => blockOutputsFromFields(block.with(4, 65_536n)));
  throwsCode("TRL-PRO-001", () => blockOutputsFromFields(block.with(2, big)));
  throwsCode("TRL-PRO-007", () => blockOutputsFromFields(block.with(34, big)));
});
