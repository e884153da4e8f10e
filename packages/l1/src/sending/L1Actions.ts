import type { Asset, Contribution, ContributionStep, Proposal, ProverBitmap } from "@trellis/protocol";
import { contributionEntry, toHex } from "@trellis/protocol";
import { erc20Abi, type Hex } from "viem";
import type { L1Addresses } from "../contracts/L1Addresses.ts";
import { abi as registryAbi } from "../generated/ProverRegistry.ts";
import { abi as rollupAbi } from "../generated/Rollup.ts";
import type { L1Call, L1Sender, Mined } from "./L1Sender.ts";

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
  /** Data hashes of the chunks, where `data` is empty. */
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
export interface RewardClaim {
  readonly proposalId: Hex;
  readonly transcriptRoot: Hex;
  readonly committedBitmap: readonly bigint[];
  readonly contribution: Contribution;
  readonly children: readonly [Uint8Array, Uint8Array] | undefined;
  readonly path: readonly ContributionStep[];
}

type Words = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

const ZERO_HASH: Hex = `0x${"0".repeat(64)}`;

/** A node's entry and its path, as the contracts take them. */
export function contributionProof({
  contribution,
  children,
  path,
}: Pick<RewardClaim, "contribution" | "children" | "path">) {
  return {
    entry: toHex(contributionEntry(contribution)),
    children: children === undefined ? [ZERO_HASH, ZERO_HASH] : children.map(toHex),
    siblings: path.map((step) => toHex(step.sibling)),
    ancestors: path.map((step) => toHex(step.entry)),
  };
}

/** The proposal as the contracts take it. */
export function proposalStruct(proposal: Proposal) {
  return {
    ...proposal,
    parent: toHex(proposal.parent),
    orderCommitment: toHex(proposal.orderCommitment),
    proposer: toHex(proposal.proposer),
  };
}

/** Calls that prepare an actor for its part: tokens, stakes, balances, deposits. For {@link L1Sender.send} or `sendAll`. */
export const l1Calls = {
  /** Lets `spender` take `amount` of a token. */
  approve(token: Hex, spender: Hex, amount: bigint): L1Call {
    return {
      action: "approve",
      address: token,
      abi: erc20Abi,
      functionName: "approve",
      args: [spender, amount],
    };
  },

  /** P2.1: stakes and takes a seat for a 64-byte key; `signature` is the key's agreement to it (`signJoin`). */
  join({ registry }: L1Addresses, publicKey: Uint8Array, payout: Hex, signature: Uint8Array): L1Call {
    return {
      action: "join",
      address: registry,
      abi: registryAbi,
      functionName: "join",
      args: [
        toHex(publicKey.slice(0, 32)),
        toHex(publicKey.slice(32)),
        payout,
        toHex(signature.slice(0, 32)),
        toHex(signature.slice(32)),
      ],
    };
  },

  /** P2.2: asks for exit of a seat; to be sent by its payout address. */
  requestExit({ registry }: L1Addresses, seat: number): L1Call {
    return {
      action: "request exit",
      address: registry,
      abi: registryAbi,
      functionName: "requestExit",
      args: [seat],
    };
  },

  /** P2.2: pays a seat's stake to its payout address, once its exit delay is over. */
  withdrawStake({ registry }: L1Addresses, seat: number): L1Call {
    return {
      action: "withdraw stake",
      address: registry,
      abi: registryAbi,
      functionName: "withdraw",
      args: [seat],
    };
  },

  /** P2.2: fills a slashed stake up again. */
  topUp({ registry }: L1Addresses, seat: number): L1Call {
    return { action: "top up", address: registry, abi: registryAbi, functionName: "topUp", args: [seat] };
  },

  /** P2.2: hands a seat over to another payout address; to be sent by the present one. */
  changePayout({ registry }: L1Addresses, seat: number, payout: Hex): L1Call {
    return {
      action: "change payout",
      address: registry,
      abi: registryAbi,
      functionName: "changePayout",
      args: [seat, payout],
    };
  },

  /** P1.2: adds to the balance that `account` bids from. */
  depositBalance({ rollup }: L1Addresses, account: Hex, amount: bigint): L1Call {
    return {
      action: "deposit balance",
      address: rollup,
      abi: rollupAbi,
      functionName: "depositBalance",
      args: [account, amount],
    };
  },

  /** P8.6: moves tokens to the L2 account of a key, which signs, and an L1 owner, who gets what is withdrawn. */
  deposit(
    addresses: L1Addresses,
    asset: Asset,
    key: { readonly x: bigint; readonly y: bigint },
    owner: Hex,
    amount: bigint,
  ): L1Call {
    return rollupCall(addresses, "deposit", "deposit", [asset, key.x, key.y, owner, amount]);
  },

  /** P10.1: moves tokens to the pool's reserve, for good. */
  seedPool(addresses: L1Addresses, asset: Asset, amount: bigint): L1Call {
    return rollupCall(addresses, "seed the pool", "seedPool", [asset, amount]);
  },

  /** P10.3: queues a forced transaction of an account that the sender owns; `packed` by `packTransaction`, `forced` set. */
  forceTransaction(addresses: L1Addresses, packed: Uint8Array): L1Call {
    return rollupCall(addresses, "force a transaction", "forceTransaction", [toHex(packed)]);
  },

  /** P10.1: pays withdrawals of final blocks to their accounts' owners; what was claimed before is passed over. */
  claimWithdrawals(addresses: L1Addresses, claims: readonly WithdrawalClaim[]): L1Call {
    return rollupCall(addresses, "claim withdrawals", "claimWithdrawals", [
      claims.map(({ leaf, siblings, place, ...ids }) => ({
        ...ids,
        place: BigInt(place),
        leaf: toHex(leaf),
        siblings: siblings.map(toHex),
      })),
    ]);
  },

  /** P7.1: puts a subtree of a block's data on L1, ahead of the proof that names its hash. */
  publishData(addresses: L1Addresses, chunk: Uint8Array): L1Call {
    return rollupCall(addresses, "publish data", "publishData", [toHex(chunk)]);
  },

  /** Moves tokens from the sending account. */
  transfer(token: Hex, to: Hex, amount: bigint): L1Call {
    return {
      action: "transfer",
      address: token,
      abi: erc20Abi,
      functionName: "transfer",
      args: [to, amount],
    };
  },

  /** P1.2: pays a part of the sending account's balance out to it. */
  withdrawBalance(addresses: L1Addresses, amount: bigint): L1Call {
    return rollupCall(addresses, "withdraw balance", "withdrawBalance", [amount]);
  },

  /** P3.3, P8: ends the round after its proof window. */
  finalize(addresses: L1Addresses): L1Call {
    return rollupCall(addresses, "finalize", "finalize", []);
  },

  /** P8.1: a losing commitment's bid and bond go back to its proposer's balance. */
  refund(addresses: L1Addresses, proposal: Proposal): L1Call {
    return rollupCall(addresses, "refund", "refund", [proposalStruct(proposal)]);
  },

  /** P8.3 … P8.5: claims of several nodes of several blocks in one transaction; what was claimed before is passed over. */
  claimRewards(addresses: L1Addresses, claims: readonly RewardClaim[]): L1Call {
    const byBlock = Map.groupBy(claims, (claim) => claim.proposalId);
    return rollupCall(addresses, "claim rewards", "claimRewards", [
      [...byBlock.values()].map((ofBlock) => ({
        proposalId: ofBlock[0]!.proposalId,
        transcriptRoot: ofBlock[0]!.transcriptRoot,
        committedBitmap: ofBlock[0]!.committedBitmap as Words,
        contributions: ofBlock.map(contributionProof),
      })),
    ]);
  },
} as const;

function rollupCall(
  { rollup }: L1Addresses,
  action: string,
  functionName: string,
  args: readonly unknown[],
): L1Call {
  return { action, address: rollup, abi: rollupAbi, functionName, args };
}

/** Every L1 transaction of the actors, for one account. Errors are {@link L1Sender.send}'s. */
export class L1Actions {
  readonly addresses: L1Addresses;
  readonly sender: L1Sender;

  constructor(addresses: L1Addresses, sender: L1Sender) {
    this.addresses = addresses;
    this.sender = sender;
  }

  /** P5.3. `signature` is empty where the proposer itself sends. */
  commit(
    proposal: Proposal,
    transcriptRoot: Uint8Array,
    bitmap: ProverBitmap,
    signature: Uint8Array = new Uint8Array(),
  ): Promise<Mined> {
    return this.sender.send(
      rollupCall(this.addresses, "commit", "commit", [
        proposalStruct(proposal),
        toHex(transcriptRoot),
        bitmap.words(),
        toHex(signature),
      ]),
    );
  }

  /** P7.1. */
  submitProof(submission: BlockProofSubmission): Promise<Mined> {
    return this.sender.send(
      rollupCall(this.addresses, "submit proof", "submitProof", [
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
      ]),
    );
  }

  /** P7.1: as {@link l1Calls.publishData}. */
  publishData(chunk: Uint8Array): Promise<Mined> {
    return this.sender.send(l1Calls.publishData(this.addresses, chunk));
  }

  /** P10.1: as {@link l1Calls.claimWithdrawals}. */
  claimWithdrawals(claims: readonly WithdrawalClaim[]): Promise<Mined> {
    return this.sender.send(l1Calls.claimWithdrawals(this.addresses, claims));
  }

  /** P3.3, P8. */
  finalize(): Promise<Mined> {
    return this.sender.send(l1Calls.finalize(this.addresses));
  }

  /** P8.1: a losing commitment's bid and bond. */
  refund(proposal: Proposal): Promise<Mined> {
    return this.sender.send(l1Calls.refund(this.addresses, proposal));
  }

  /** P8.3 … P8.5: as {@link l1Calls.claimRewards}. */
  claimRewards(claims: readonly RewardClaim[]): Promise<Mined> {
    return this.sender.send(l1Calls.claimRewards(this.addresses, claims));
  }
}
