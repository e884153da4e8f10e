import {
  ByteListType,
  ByteVectorType,
  ContainerType,
  ListCompositeType,
  UintBigintType,
  UintNumberType,
} from "@chainsafe/ssz";
import { LEAF_TRANSACTIONS, MAX_DEPTH } from "../constants.ts";

export const uint8 = new UintNumberType(1);
export const uint16 = new UintNumberType(2);
const uint32 = new UintNumberType(4);
const uint64 = new UintBigintType(8);
const uint128 = new UintBigintType(16);
const bytes20 = new ByteVectorType(20);
export const bytes32 = new ByteVectorType(32);
export const bytes64 = new ByteVectorType(64);
const bytes65 = new ByteVectorType(65);

/** Largest proof in a message. An UltraHonk proof of the circuits has 13,120 bytes. */
export const MAX_PROOF_BYTES = 16_384;
const MAX_NODES = 2 ** (MAX_DEPTH + 1) - 1;
export const MAX_TRANSACTIONS = 2 ** MAX_DEPTH * LEAF_TRANSACTIONS;

export const transactionType = new ContainerType({
  head: uint8,
  from: uint32,
  to: uint32,
  amount: uint128,
  fee: uint16,
  nonce: uint32,
  signature: bytes64,
});

export const proposalType = new ContainerType({
  height: uint64,
  round: uint32,
  parent: bytes32,
  depth: uint8,
  orderCommitment: bytes32,
  proverShareBps: uint16,
  burnBid: uint128,
  proposer: bytes20,
  expiry: uint64,
  signature: bytes65,
});

export const voteType = new ContainerType({
  proposalId: bytes32,
  depth: uint8,
  index: uint16,
  slot: uint16,
  seat: uint16,
  signature: bytes64,
});

const transcriptEntryType = new ContainerType({
  nodeDepth: uint8,
  nodeIndex: uint16,
  seat: uint16,
  voteDepth: uint8,
  voteIndex: uint16,
  slot: uint16,
  signature: bytes64,
});

export const transcriptType = new ContainerType({
  proposalId: bytes32,
  transcriptRoot: bytes32,
  bitmapHash: bytes32,
  entries: new ListCompositeType(transcriptEntryType, MAX_NODES),
  signature: bytes65,
});

export const revealType = new ContainerType({
  proposalId: bytes32,
  secret: bytes32,
  transactions: new ListCompositeType(transactionType, MAX_TRANSACTIONS),
});

const contributionType = new ContainerType({
  nodeDepth: uint8,
  nodeIndex: uint16,
  seatPlusOne: uint16,
  voteDepth: uint8,
  voteIndex: uint16,
  slot: uint16,
});

export const nodeProofType = new ContainerType({
  proposalId: bytes32,
  nodeDepth: uint8,
  nodeIndex: uint16,
  seat: uint16,
  contributions: new ListCompositeType(contributionType, MAX_NODES),
  voteSignature: bytes64,
  proof: new ByteListType(MAX_PROOF_BYTES),
  signature: bytes64,
});
