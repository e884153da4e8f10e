import {
  fromHex,
  keccak256,
  LEAF_DATA_BYTES,
  LEAF_TRANSACTIONS,
  merkleRoot,
  sha256,
  TRANSACTION_BYTES,
  toBigInt,
  toHex,
  unpackHead,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import { ZERO_ADDRESS } from "../calls/zeroAddress.ts";
import type { Bridge } from "./Bridge.ts";
import type { Commitment } from "./Commitment.ts";
import type { Commitments } from "./Commitments.ts";
import type { RollupInit } from "./RollupInit.ts";

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

const ACCOUNT_BITS = 20n;
const ACCOUNT_MASK = (1n << ACCOUNT_BITS) - 1n;

/** The way back from L2 (P10.1). Bridge.sol. */
export class Withdrawals {
  readonly #init: RollupInit;
  readonly #bridge: Bridge;
  readonly #commitments: Commitments;
  readonly #paid: JournalMap<string, true>;

  constructor(init: RollupInit, bridge: Bridge, commitments: Commitments) {
    this.#init = init;
    this.#bridge = bridge;
    this.#commitments = commitments;
    this.#paid = new JournalMap(init.journal);
  }

  isWithdrawn(proposalId: Hex, place: number): boolean {
    return this.#paid.has(`${proposalId} ${place}`);
  }

  /** Passes over what was claimed before. */
  claimWithdrawals(claims: readonly WithdrawalClaim[]): void {
    for (const claim of claims) this.#claim(claim);
  }

  #claim(claim: WithdrawalClaim): void {
    const { proposalId, place } = claim;
    const commitment = this.#commitments.get(proposalId);
    refuseIf(commitment?.won !== true, "NotFinal");
    const packed = placed(claim, commitment!);
    const head = unpackHead(packed[0]!);
    refuseIf(head?.kind !== "withdraw" || head.failed, "NotWithdrawal");
    if (this.isWithdrawn(proposalId, place)) return;
    this.#paid.set(`${proposalId} ${place}`, true);
    const asset = head!.asset;
    const amount = toBigInt(packed.subarray(6, 18));
    const from = Number((toBigInt(packed.subarray(1, 6)) >> ACCOUNT_BITS) & ACCOUNT_MASK);
    const owner = this.#bridge.ownerOf(from) ?? ZERO_ADDRESS;
    this.#bridge.release(asset, amount);
    this.#init.emit("WithdrawalClaimed", { proposalId, place: BigInt(place), owner, asset, amount });
    this.#bridge.tokenOf(asset).pay(this.#init.address, owner, amount);
  }
}

/** The packed transaction at the claimed place of a proven block. */
function placed({ leaf, siblings, place, proverSetRoot }: WithdrawalClaim, block: Commitment): Uint8Array {
  refuseIf(leaf.length !== LEAF_DATA_BYTES, "WrongDataLength");
  refuseIf(siblings.length !== block.depth, "WrongPathLength");
  refuseIf(place >= LEAF_TRANSACTIONS * 2 ** block.depth, "NoSuchPlace");
  const index = Math.floor(place / LEAF_TRANSACTIONS);
  const hash = merkleRoot(sha256(leaf), index, siblings, sha256);
  refuseIf(toHex(keccak256(hash, fromHex(proverSetRoot))) !== block.context, "WrongPath");
  const offset = (place % LEAF_TRANSACTIONS) * TRANSACTION_BYTES;
  return leaf.subarray(offset, offset + TRANSACTION_BYTES);
}
