import { type Asset, type Proposal, type ProverBitmap, toBytes, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { ContractAddresses } from "../contracts/ContractAddresses.ts";
import { proposalStruct } from "../contracts/proposalStruct.ts";
import type { BlockRecord } from "../facts/BlockRecord.ts";
import type { Uncle } from "../facts/uncleCandidates.ts";
import { type L1Call, l1Call } from "./L1Call.ts";

/** What `submitProof` takes; see `ProofSubmission` in Types.sol. */
export interface ProofSubmission {
  readonly proposal: Proposal;
  readonly transcriptRoot: bigint;
  /** The commitment's masked bitmap. */
  readonly committed: ProverBitmap;
  /** As the proof has them. */
  readonly provers: ProverBitmap;
  readonly stateAfter: bigint;
  readonly statesRoot: bigint;
  readonly tally: bigint;
  readonly fees: bigint;
  readonly messageCount: bigint;
  /** All packed transactions; empty where they were published in chunks. */
  readonly data: Uint8Array;
  /** Data hashes of the chunks if `data` is empty. */
  readonly chunks?: readonly Uint8Array[];
  /** R1: packed. */
  readonly seatWords: Uint8Array;
  readonly proof: Uint8Array;
}

/** R12: an account's way out of the last final state (`escapeProof` of the ledger). */
export interface Escape {
  readonly accountIndex: number;
  readonly account: readonly bigint[];
  readonly siblings: readonly bigint[];
  readonly state: readonly bigint[];
}

/**
 * Calls whose arguments the contracts take in another form than the packages have them. All others are made by `l1Call` itself:
 * deposits to and from balances, `finalize`, `claim`, `stopRollup`, `returnDeposit`, and the registry's.
 */
export const l1Calls = {
  /** P2.1: stakes and takes a seat for a 64-byte key. By `signature` (`signJoin`) the key agrees to it. */
  join(addresses: ContractAddresses, publicKey: Uint8Array, payout: Hex, signature: Uint8Array): L1Call {
    const [x, y] = pointOf(publicKey);
    return l1Call(addresses, "registry", "join", [x, y, payout, ...halves(signature)]);
  },

  /** R4: gives a seat another key. By `signature` (`signJoin`) the new key agrees to it. */
  rotateKey(
    addresses: ContractAddresses,
    seat: number,
    publicKey: Uint8Array,
    signature: Uint8Array,
  ): L1Call {
    const [x, y] = pointOf(publicKey);
    return l1Call(addresses, "registry", "rotateKey", [seat, x, y, ...halves(signature)]);
  },

  /** P5.3: commits a proposal. `signature` is empty if the proposer itself sends. */
  commit(
    addresses: ContractAddresses,
    proposal: Proposal,
    transcriptRoot: bigint,
    bitmap: ProverBitmap,
    signature: Uint8Array = new Uint8Array(),
  ): L1Call {
    const root = toHex(toBytes(transcriptRoot, 32));
    const args = [proposalStruct(proposal), root, bitmap.words(), toHex(signature)] as const;
    return l1Call(addresses, "auction", "commit", args);
  },

  /** R9: returns bid and bond of a losing commitment. @param winner - final block of its round; any proposal if there is none. */
  refund(addresses: ContractAddresses, proposal: Proposal, winner: Proposal): L1Call {
    return l1Call(addresses, "auction", "refund", [proposalStruct(proposal), proposalStruct(winner)]);
  },

  /** R1: puts a subtree of a block's transactions on L1, before the proof that names its hash. */
  publishData(addresses: ContractAddresses, chunk: Uint8Array): L1Call {
    return l1Call(addresses, "rollup", "publishData", [toHex(chunk)]);
  },

  /** P7.1: submits a block's proof. */
  submitProof(addresses: ContractAddresses, submission: ProofSubmission): L1Call {
    const { proposal, transcriptRoot, committed, provers, data, chunks, seatWords, proof, ...plain } =
      submission;
    return l1Call(addresses, "rollup", "submitProof", [
      {
        ...plain,
        proposal: proposalStruct(proposal),
        transcriptRoot: toHex(toBytes(transcriptRoot, 32)),
        committed: committed.words(),
        provers: provers.words(),
        data: toHex(data),
        chunks: (chunks ?? []).map(toHex),
        seatWords: toHex(seatWords),
        proof: toHex(proof),
      },
    ]);
  },

  /** P8.3: fixes the reward of a final block. */
  settleReward(addresses: ContractAddresses, winner: Proposal): L1Call {
    return l1Call(addresses, "rewards", "settle", [proposalStruct(winner)], "settle a block's reward");
  },

  /** R7: names losing blocks (`uncleCandidates`), in the order of `chooseUncles`. */
  nameUncles(addresses: ContractAddresses, winner: BlockRecord, uncles: readonly Uncle[]): L1Call {
    const { proposalId, transcriptRoot, committed } = winner;
    const args = [proposalId, transcriptRoot, committed.words(), uncles] as const;
    return l1Call(addresses, "rewards", "nameUncles", args);
  },

  /** P8.6: moves tokens to the L2 account of a key and an L1 owner. @param maxFee - most that the message may burn (R10), wei. */
  deposit(
    addresses: ContractAddresses,
    asset: Asset,
    key: { readonly x: bigint; readonly y: bigint },
    owner: Hex,
    amount: bigint,
    maxFee: bigint,
  ): L1Call {
    return l1Call(addresses, "bridge", "deposit", [asset, key.x, key.y, owner, amount, maxFee]);
  },

  /** P10.3: queues a forced transaction of an account that the sender owns. `packed` comes from `packTransaction`, with `forced` set. */
  forceTransaction(addresses: ContractAddresses, packed: Uint8Array, maxFee: bigint): L1Call {
    return l1Call(addresses, "bridge", "forceTransaction", [toHex(packed), maxFee]);
  },

  /** R12: pays an account's balances of the last final state to its owner, after the stop. @throws RangeError unless there are five fields. */
  escape(addresses: ContractAddresses, { accountIndex, account, siblings, state }: Escape): L1Call {
    const [a, b, c, d, e] = account as readonly [bigint, bigint, bigint, bigint, bigint];
    return l1Call(addresses, "bridge", "escape", [accountIndex, [a, b, c, d, e], siblings, state]);
  },
} as const;

function pointOf(publicKey: Uint8Array): [x: bigint, y: bigint] {
  return [BigInt(toHex(publicKey.slice(0, 32))), BigInt(toHex(publicKey.slice(32)))];
}

function halves(signature: Uint8Array): [r: Hex, s: Hex] {
  return [toHex(signature.slice(0, 32)), toHex(signature.slice(32))];
}
