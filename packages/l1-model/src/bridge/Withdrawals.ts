import {
  LEAF_DATA_BYTES,
  LEAF_TRANSACTIONS,
  merkleRoot,
  sha256,
  TRANSACTION_BYTES,
  toBigInt,
  unpackHead,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { JournalMap } from "../calls/JournalMap.ts";
import { refusal, refuseIf } from "../calls/refuseIf.ts";
import { ZERO_ADDRESS } from "../calls/zeroAddress.ts";
import { type BlockFacts, contextOf } from "./BlockFacts.ts";
import type { Bridge } from "./Bridge.ts";
import type { BridgeInit } from "./BridgeInit.ts";

/** P10.1: a withdrawal in the data of a final block: `FinalWithdrawal` in Types.sol. */
export interface FinalWithdrawal {
  readonly proposalId: Hex;
  readonly facts: BlockFacts;
  /** Place of the transaction in the block, from 0. */
  readonly place: number;
  /** The 160 bytes of its leaf. */
  readonly leaf: Uint8Array;
  readonly siblings: readonly Uint8Array[];
}

const ACCOUNT_BITS = 20n;
const ACCOUNT_MASK = (1n << ACCOUNT_BITS) - 1n;

/** The way back from L2 (P10.1). */
export class Withdrawals {
  readonly #init: BridgeInit;
  readonly #bridge: Bridge;
  readonly #paid: JournalMap<string, true>;

  constructor(init: BridgeInit, bridge: Bridge) {
    this.#init = init;
    this.#bridge = bridge;
    this.#paid = new JournalMap(init.journal);
  }

  isWithdrawn(proposalId: Hex, place: number): boolean {
    return this.#paid.has(`${proposalId} ${place}`);
  }

  /** Passes over what was claimed before. */
  claimWithdrawals(claims: readonly FinalWithdrawal[]): void {
    for (const claim of claims) this.#claim(claim);
  }

  #claim(claim: FinalWithdrawal): void {
    const { proposalId, place, facts, leaf, siblings } = claim;
    const block = this.#init.blocks.finalOf(proposalId);
    if (block === undefined) throw refusal("NotFinal");
    refuseIf(contextOf(facts) !== block.context, "WrongFacts");
    refuseIf(leaf.length !== LEAF_DATA_BYTES, "WrongDataLength");
    refuseIf(siblings.length !== block.depth, "WrongPathLength");
    refuseIf(place >= LEAF_TRANSACTIONS * 2 ** block.depth, "NoSuchPlace");
    const index = Math.floor(place / LEAF_TRANSACTIONS);
    const hash = merkleRoot(sha256(leaf), index, siblings, sha256);
    refuseIf(toBigInt(hash) !== toBigInt(facts.transactionsRoot), "WrongPath");
    const offset = (place % LEAF_TRANSACTIONS) * TRANSACTION_BYTES;
    const packed = leaf.subarray(offset, offset + TRANSACTION_BYTES);
    const head = unpackHead(packed[0]!);
    if (head?.kind !== "withdraw" || head.failed) throw refusal("NotWithdrawal");
    if (this.isWithdrawn(proposalId, place)) return;
    this.#paid.set(`${proposalId} ${place}`, true);
    const amount = toBigInt(packed.subarray(6, 18));
    const from = Number((toBigInt(packed.subarray(1, 6)) >> ACCOUNT_BITS) & ACCOUNT_MASK);
    const owner = this.#bridge.ownerOf(from) ?? ZERO_ADDRESS;
    const asset = BigInt(head.asset);
    this.#init.emit("WithdrawalClaimed", { proposalId, place: BigInt(place), owner, asset, amount });
    this.#bridge.payOut(head.asset, owner, amount);
  }
}
