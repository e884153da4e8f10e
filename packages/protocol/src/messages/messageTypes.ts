import { ByteListType, ContainerType, ListCompositeType } from "@chainsafe/ssz";
import { MAX_DEPTH } from "../constants.ts";
import { SEAT_WORD_BYTES } from "../seats/seatWords.ts";
import { nodeCount } from "../tree/TreeNode.ts";
import {
  bytes32,
  bytes64,
  MAX_PROOF_BYTES,
  MAX_TRANSACTIONS,
  transactionType,
  uint8,
  uint16,
} from "../wire/sszTypes.ts";
import { MAX_BATCH_CLAIMS } from "./ClaimBatch.ts";
import { MAX_BATCH_NOTICES } from "./NoticeBatch.ts";
import { MAX_BATCH_VOTES } from "./VoteBatch.ts";

export const startClaimType = new ContainerType({
  proposalId: bytes32,
  nodeDepth: uint8,
  nodeIndex: uint16,
  seat: uint16,
  signature: bytes64,
});

const batchedClaimType = new ContainerType({
  nodeDepth: uint8,
  nodeIndex: uint16,
  seat: uint16,
  signature: bytes64,
});

export const claimBatchType = new ContainerType({
  proposalId: bytes32,
  claims: new ListCompositeType(batchedClaimType, MAX_BATCH_CLAIMS),
});

const batchedVoteType = new ContainerType({
  seat: uint16,
  depth: uint8,
  index: uint16,
  slot: uint16,
  signature: bytes64,
});

export const voteBatchType = new ContainerType({
  proposalId: bytes32,
  votes: new ListCompositeType(batchedVoteType, MAX_BATCH_VOTES),
});

const signedEntryType = new ContainerType({
  nodeDepth: uint8,
  nodeIndex: uint16,
  seat: uint16,
  voteDepth: uint8,
  voteIndex: uint16,
  slot: uint16,
  signature: bytes64,
});

export const revealType = new ContainerType({
  proposalId: bytes32,
  secret: bytes32,
  transactions: new ListCompositeType(transactionType, MAX_TRANSACTIONS),
  entries: new ListCompositeType(signedEntryType, nodeCount(MAX_DEPTH)),
});

export const nodeProofType = new ContainerType({
  proposalId: bytes32,
  nodeDepth: uint8,
  nodeIndex: uint16,
  seat: uint16,
  seatWords: new ByteListType(SEAT_WORD_BYTES * nodeCount(MAX_DEPTH)),
  proof: new ByteListType(MAX_PROOF_BYTES),
  signature: bytes64,
});

const batchedNoticeType = new ContainerType({
  nodeDepth: uint8,
  nodeIndex: uint16,
  seat: uint16,
  seatWordsHash: bytes32,
  proofHash: bytes32,
  signature: bytes64,
});

export const noticeBatchType = new ContainerType({
  proposalId: bytes32,
  notices: new ListCompositeType(batchedNoticeType, MAX_BATCH_NOTICES),
});
