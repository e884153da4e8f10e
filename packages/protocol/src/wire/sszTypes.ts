import {
  ByteVectorType,
  ContainerType,
  ListCompositeType,
  UintBigintType,
  UintNumberType,
} from "@chainsafe/ssz";
import { LEAF_TRANSACTIONS, MAX_DEPTH } from "../constants.ts";
import { MAX_BATCH_TRANSACTIONS } from "./transactionBatch.ts";

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

export const transactionBatchType = new ListCompositeType(transactionType, MAX_BATCH_TRANSACTIONS);

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
