import type { Asset, BitmapWords, ContributionOpening, Proposal, ProverBitmap } from "@trellis/protocol";
import { contributionEntry, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { L1Addresses } from "../contracts/L1Addresses.ts";
import { proposalStruct } from "../contracts/proposalStruct.ts";
import { type L1Call, l1Call } from "./L1Call.ts";

/** What `submitProof` takes; see `ProofSubmission` in IRollup.sol. */
export interface BlockProofSubmission {
  readonly proposal: Proposal;
  readonly transcriptRoot: Uint8Array;
  readonly committedBitmap: ProverBitmap;
  readonly provenBitmap: ProverBitmap;
  readonly stateAfter: bigint;
  readonly contributionsHash: Uint8Array;
  readonly fees: bigint;
  readonly messageCount: bigint;
  /** All of the block's packed transactions; empty where they were published in chunks. */
  readonly data: Uint8Array;
  /** Data hashes of the chunks if `data` is empty. */
  readonly dataChunks?: readonly Uint8Array[];
  readonly proof: Uint8Array;
}

/** P10.1: a withdrawal in the data of a final block. */
export interface WithdrawalClaim {
  readonly proposalId: Hex;
  /** Of the snapshot that the block was proven with. */
  readonly proverSetRoot: Hex;
  /** Place of the transaction in the block, from 0. */
  readonly place: number;
  /** The 160 bytes of its leaf. */
  readonly leaf: Uint8Array;
  /** From the leaf's level up. */
  readonly siblings: readonly Uint8Array[];
}

/** A node's claim on the reward of a proven block whose round is final. */
export interface RewardClaim extends ContributionOpening {
  readonly proposalId: Hex;
  readonly transcriptRoot: Hex;
  readonly committedBitmap: BitmapWords;
}

const ZERO_HASH: Hex = `0x${"0".repeat(64)}`;

/** A contribution's entry and its path, as the contracts take them. */
export function contributionProof({ contribution, children, path }: ContributionOpening) {
  return {
    entry: toHex(contributionEntry(contribution)),
    children: pairOfHashes(children),
    siblings: path.map((step) => toHex(step.sibling)),
    ancestors: path.map((step) => toHex(step.entry)),
  };
}

/** Two hashes as the contracts take them; zeros where there are none. */
export function pairOfHashes(pair: readonly [Uint8Array, Uint8Array] | undefined): readonly [Hex, Hex] {
  return pair === undefined ? [ZERO_HASH, ZERO_HASH] : [toHex(pair[0]), toHex(pair[1])];
}

/**
 * Calls whose arguments the contracts take in another form than the protocol package has them. All others are made by {@link l1Call}
 * itself.
 */
export const l1Calls = {
  /** P2.1: stakes and takes a seat for a 64-byte key. By `signature` (`signJoin`) the key agrees to it. */
  join(addresses: L1Addresses, publicKey: Uint8Array, payout: Hex, signature: Uint8Array): L1Call {
    return l1Call(addresses, "registry", "join", [
      toHex(publicKey.slice(0, 32)),
      toHex(publicKey.slice(32)),
      payout,
      toHex(signature.slice(0, 32)),
      toHex(signature.slice(32)),
    ]);
  },

  /** P8.6: moves tokens to the L2 account of a key and an L1 owner. The key signs; withdrawals are paid to the owner. */
  deposit(
    addresses: L1Addresses,
    asset: Asset,
    key: { readonly x: bigint; readonly y: bigint },
    owner: Hex,
    amount: bigint,
  ): L1Call {
    return l1Call(addresses, "rollup", "deposit", [asset, key.x, key.y, owner, amount]);
  },

  /** P10.3: queues a forced transaction of an account that the sender owns. `packed` comes from `packTransaction`, with `forced` set. */
  forceTransaction(addresses: L1Addresses, packed: Uint8Array): L1Call {
    return l1Call(addresses, "rollup", "forceTransaction", [toHex(packed)]);
  },

  /** P5.3: commits a proposal. `signature` is empty if the proposer itself sends. */
  commit(
    addresses: L1Addresses,
    proposal: Proposal,
    transcriptRoot: Uint8Array,
    bitmap: ProverBitmap,
    signature: Uint8Array = new Uint8Array(),
  ): L1Call {
    return l1Call(addresses, "rollup", "commit", [
      proposalStruct(proposal),
      toHex(transcriptRoot),
      bitmap.words(),
      toHex(signature),
    ]);
  },

  /** P7.1: puts a subtree of a block's data on L1, before the proof that names its hash. */
  publishData(addresses: L1Addresses, chunk: Uint8Array): L1Call {
    return l1Call(addresses, "rollup", "publishData", [toHex(chunk)]);
  },

  /** P7.1: submits a block's proof. */
  submitProof(addresses: L1Addresses, submission: BlockProofSubmission): L1Call {
    return l1Call(addresses, "rollup", "submitProof", [
      {
        proposal: proposalStruct(submission.proposal),
        transcriptRoot: toHex(submission.transcriptRoot),
        committedBitmap: submission.committedBitmap.words(),
        provenBitmap: submission.provenBitmap.words(),
        stateAfter: submission.stateAfter,
        contributionsHash: toHex(submission.contributionsHash),
        fees: submission.fees,
        messageCount: submission.messageCount,
        data: toHex(submission.data),
        dataChunks: (submission.dataChunks ?? []).map(toHex),
        proof: toHex(submission.proof),
      },
    ]);
  },

  /** P8.1: returns bid and bond of a losing commitment to its proposer's balance. */
  refund(addresses: L1Addresses, proposal: Proposal): L1Call {
    return l1Call(addresses, "rollup", "refund", [proposalStruct(proposal)]);
  },

  /** P8.3 … P8.5: claims rewards of several nodes of several blocks in one transaction. Skips what was claimed before. */
  claimRewards(addresses: L1Addresses, claims: readonly RewardClaim[]): L1Call {
    const byBlock = Map.groupBy(claims, (claim) => claim.proposalId);
    return l1Call(addresses, "rollup", "claimRewards", [
      [...byBlock.values()].map((ofBlock) => ({
        proposalId: ofBlock[0]!.proposalId,
        transcriptRoot: ofBlock[0]!.transcriptRoot,
        committedBitmap: ofBlock[0]!.committedBitmap,
        contributions: ofBlock.map(contributionProof),
      })),
    ]);
  },

  /** P10.1: pays withdrawals of final blocks to their accounts' owners. Skips what was claimed before. */
  claimWithdrawals(addresses: L1Addresses, claims: readonly WithdrawalClaim[]): L1Call {
    return l1Call(addresses, "rollup", "claimWithdrawals", [
      claims.map(({ leaf, siblings, place, ...ids }) => ({
        ...ids,
        place: BigInt(place),
        leaf: toHex(leaf),
        siblings: siblings.map(toHex),
      })),
    ]);
  },
} as const;
