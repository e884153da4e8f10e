import { FIELD_MODULUS, TrellisError } from "@trellis/field";
import { joinHash, splitHash } from "../encoding/bytes.ts";
import { ProverBitmap } from "../seats/ProverBitmap.ts";
import type { TreeNode } from "./TreeNode.ts";

/** The outputs of every node of a tree, without its place (P6.4). Hashes are 32 bytes, the rest field elements. */
interface CommonOutputs {
  readonly vkSetHash: bigint;
  readonly rollupId: bigint;
  readonly proposalId: Uint8Array;
  readonly treeDepth: number;
  readonly stateBefore: bigint;
  readonly stateAfter: bigint;
  readonly dataHash: Uint8Array;
  readonly contributionsHash: Uint8Array;
  /** Sum of fees, units of asset 0. */
  readonly fees: bigint;
  readonly messagesBefore: Uint8Array;
  readonly messagesAfter: Uint8Array;
  readonly proverSetRoot: Uint8Array;
  readonly proverBitmap: ProverBitmap;
}

/** P6.4: public outputs of a leaf or merge. */
export interface NodeOutputs extends CommonOutputs {
  readonly node: TreeNode;
  readonly txsRoot: bigint;
}

/** P6.4: public inputs of the block proof on L1. */
export interface BlockOutputs extends CommonOutputs {
  readonly orderCommitment: bigint;
}

/** Number of public fields of a leaf or merge. */
export const NODE_OUTPUT_FIELDS = 37;
/** Number of public fields of a block proof. */
export const BLOCK_OUTPUT_FIELDS = 35;

function tail(o: CommonOutputs): bigint[] {
  return [
    ...splitHash(o.dataHash),
    ...splitHash(o.contributionsHash),
    o.fees,
    ...splitHash(o.messagesBefore),
    ...splitHash(o.messagesAfter),
    ...splitHash(o.proverSetRoot),
    ...o.proverBitmap.limbs(),
  ];
}

/** The 37 fields of a node in the circuits' order. */
export function nodeOutputsToFields(o: NodeOutputs): bigint[] {
  return [
    o.vkSetHash,
    o.rollupId,
    ...splitHash(o.proposalId),
    BigInt(o.treeDepth),
    BigInt(o.node.depth),
    BigInt(o.node.index),
    o.stateBefore,
    o.stateAfter,
    o.txsRoot,
    ...tail(o),
  ];
}

/** The 35 fields of a block in the circuit's order. */
export function blockOutputsToFields(o: BlockOutputs): bigint[] {
  return [
    o.vkSetHash,
    o.rollupId,
    ...splitHash(o.proposalId),
    BigInt(o.treeDepth),
    o.orderCommitment,
    o.stateBefore,
    o.stateAfter,
    ...tail(o),
  ];
}

/** A depth or index as a number. A value that is too large is refused, because `Number` would round it to a different one. */
const small = (field: bigint): number => {
  if (field >> 16n !== 0n) {
    throw new TrellisError("TRL-PRO-015", "a public field for a depth or an index exceeds 16 bits", {
      field,
    });
  }
  return Number(field);
};

function parseFields(fields: readonly bigint[], count: number): void {
  if (fields.length !== count || fields.some((field) => field < 0n || field >= FIELD_MODULUS)) {
    throw new TrellisError("TRL-PRO-015", `expected ${count} field elements`, { count: fields.length });
  }
}

function parseTail(
  fields: readonly bigint[],
): Omit<CommonOutputs, "vkSetHash" | "rollupId" | "proposalId" | "treeDepth" | "stateBefore" | "stateAfter"> {
  const hash = (at: number): Uint8Array => joinHash(fields[at]!, fields[at + 1]!);
  return {
    dataHash: hash(0),
    contributionsHash: hash(2),
    fees: fields[4]!,
    messagesBefore: hash(5),
    messagesAfter: hash(7),
    proverSetRoot: hash(9),
    proverBitmap: ProverBitmap.fromLimbs(fields.slice(11, 27)),
  };
}

/**
 * Inverse of {@link nodeOutputsToFields}.
 * @throws TRL-PRO-015 for a wrong number of fields, a value outside the field, or a depth or index above 16 bits; TRL-PRO-001 for
 * half of a hash with more than 128 bits; TRL-PRO-007 for a limb of the bitmap with more than 128 bits.
 */
export function nodeOutputsFromFields(fields: readonly bigint[]): NodeOutputs {
  parseFields(fields, NODE_OUTPUT_FIELDS);
  return {
    vkSetHash: fields[0]!,
    rollupId: fields[1]!,
    proposalId: joinHash(fields[2]!, fields[3]!),
    treeDepth: small(fields[4]!),
    node: { depth: small(fields[5]!), index: small(fields[6]!) },
    stateBefore: fields[7]!,
    stateAfter: fields[8]!,
    txsRoot: fields[9]!,
    ...parseTail(fields.slice(10)),
  };
}

/** Inverse of {@link blockOutputsToFields}; throws as {@link nodeOutputsFromFields} does. */
export function blockOutputsFromFields(fields: readonly bigint[]): BlockOutputs {
  parseFields(fields, BLOCK_OUTPUT_FIELDS);
  return {
    vkSetHash: fields[0]!,
    rollupId: fields[1]!,
    proposalId: joinHash(fields[2]!, fields[3]!),
    treeDepth: small(fields[4]!),
    orderCommitment: fields[5]!,
    stateBefore: fields[6]!,
    stateAfter: fields[7]!,
    ...parseTail(fields.slice(8)),
  };
}
