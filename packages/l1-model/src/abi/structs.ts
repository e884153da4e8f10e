import type { Hex } from "viem";
import type { ProposalFields } from "../rollup/RollupEvents.ts";

/** A set of seats as 8 words of 256 bits. */
export type Words = readonly bigint[];

/** `ProofSubmission` in IRollup.sol. */
export interface SubmissionStruct {
  readonly proposal: ProposalFields;
  readonly transcriptRoot: Hex;
  readonly committedBitmap: Words;
  readonly provenBitmap: Words;
  readonly stateAfter: bigint;
  readonly contributionsHash: Hex;
  readonly fees: bigint;
  readonly messageCount: bigint;
  readonly data: Hex;
  readonly dataChunks: readonly Hex[];
  readonly proof: Hex;
}

/** `ContributionProof` in IRollup.sol. */
export interface ContributionStruct {
  readonly entry: Hex;
  readonly children: readonly [Hex, Hex];
  readonly siblings: readonly Hex[];
  readonly ancestors: readonly Hex[];
}

/** `RewardClaim` in IRollup.sol. */
export interface RewardClaimStruct {
  readonly proposalId: Hex;
  readonly transcriptRoot: Hex;
  readonly committedBitmap: Words;
  readonly contributions: readonly ContributionStruct[];
}

/** `WithdrawalClaim` in IRollup.sol. */
export interface WithdrawalStruct {
  readonly proposalId: Hex;
  readonly proverSetRoot: Hex;
  readonly place: bigint;
  readonly leaf: Hex;
  readonly siblings: readonly Hex[];
}

/** `TranscriptProof` in ISlashingCourt.sol. */
export interface TranscriptStruct {
  readonly nodeDepth: number;
  readonly nodeIndex: number;
  readonly seat: number;
  readonly voteDepth: number;
  readonly voteIndex: number;
  readonly slot: number;
  readonly r: Hex;
  readonly s: Hex;
  readonly siblings: readonly Hex[];
}

/** `NodeProof` in ISlashingCourt.sol, as far as the model reads it. */
export interface NodeProofStruct {
  readonly nodeDepth: number;
  readonly nodeIndex: number;
  readonly entry: Hex;
  readonly dataHash: Hex;
  readonly dataSiblings: readonly Hex[];
  readonly proof: Hex;
}
