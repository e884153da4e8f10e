import { isPublicKey } from "@trellis/field";
import {
  ACCOUNT_TREE_DEPTH,
  LEAF_TRANSACTIONS,
  MAX_RESERVE,
  messageOf,
  NOOP,
  type Transaction,
  unpackTransaction,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { Refusal } from "../calls/Refusal.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import { ZERO_ADDRESS } from "../calls/zeroAddress.ts";
import type { Token } from "../token/Token.ts";
import { MessageQueue } from "./MessageQueue.ts";
import type { RollupInit } from "./RollupInit.ts";

const ACCOUNTS = 2 ** ACCOUNT_TREE_DEPTH;

/** The way to L2: escrow, L2 accounts and their owners, messages. Bridge.sol. */
export class Bridge {
  readonly messages: MessageQueue;
  readonly #init: RollupInit;
  readonly #escrow: JournalMap<number, bigint>;
  /** Owners of accounts by index. */
  readonly #owners: JournalMap<number, Hex>;
  /** Account index by key and owner. */
  readonly #accounts: JournalMap<string, number>;

  constructor(init: RollupInit) {
    this.#init = init;
    this.messages = new MessageQueue(init);
    this.#escrow = new JournalMap(init.journal);
    this.#owners = new JournalMap(init.journal);
    this.#accounts = new JournalMap(init.journal);
  }

  /** Tokens held for L2. @throws Refusal `UnknownAsset`. */
  escrowOf(asset: number): bigint {
    this.tokenOf(asset);
    return this.#escrow.get(asset) ?? 0n;
  }

  accountOf(keyX: bigint, keyY: bigint, owner: Hex): number | undefined {
    return this.#accounts.get(`${keyX} ${keyY} ${owner}`);
  }

  /** Undefined where there is no such account. */
  ownerOf(accountIndex: number): Hex | undefined {
    return this.#owners.get(accountIndex);
  }

  /** @throws Refusal `UnknownAsset`. */
  tokenOf(asset: number): Token {
    refuseIf(asset > 1, "UnknownAsset");
    return asset === 0 ? this.#init.token : this.#init.secondAsset;
  }

  /** P8.6 */
  deposit(call: Call, asset: number, keyX: bigint, keyY: bigint, owner: Hex, amount: bigint): void {
    const token = this.tokenOf(asset);
    refuseIf(owner === ZERO_ADDRESS, "ZeroOwner");
    refuseIf(!isPublicKey({ x: keyX, y: keyY }), "InvalidL2Key");
    this.#takeIn(asset, amount);
    const to = this.#open(keyX, keyY, owner);
    this.#queue(call, { kind: "deposit", asset: asset as Transaction["asset"], to, amount }, keyX, keyY);
    token.take(call.from, this.#init.address, amount);
  }

  /** P10.1 */
  seedPool(call: Call, asset: number, amount: bigint): void {
    const token = this.tokenOf(asset);
    this.#takeIn(asset, amount);
    this.#queue(call, { kind: "seed", asset: asset as Transaction["asset"], amount });
    token.take(call.from, this.#init.address, amount);
  }

  /** P10.3 */
  forceTransaction(call: Call, packed: Uint8Array): void {
    const forced = forcedTransaction(packed);
    const owner = this.ownerOf(forced.from);
    refuseIf(call.from !== owner, "NotOwner");
    refuseIf(forced.kind === "transfer" && forced.to >= this.#owners.size, "UnknownAccount");
    this.messages.push(call, { packed, keyX: 0n, keyY: 0n });
  }

  /** Takes what leaves L2 off the escrow. @throws Refusal `Panic` where it holds less. */
  release(asset: number, amount: bigint): void {
    const left = this.escrowOf(asset) - amount;
    refuseIf(left < 0n, "Panic");
    this.#escrow.set(asset, left);
  }

  /** P10.3: messages that were due when the window opened are among the first `count`, or the block has no room for more. */
  requireMessages(count: bigint, windowStart: bigint, depth: number): void {
    const { queued, consumed } = this.messages;
    refuseIf(count < consumed || count > queued, "MessageCountOutOfRange");
    if (count === queued || count - consumed === BigInt(LEAF_TRANSACTIONS << depth)) return;
    const dueAt = this.messages.queuedAt(count) + BigInt(this.#init.settings.inclusionDelay);
    refuseIf(dueAt <= windowStart, "MessageDue");
  }

  #takeIn(asset: number, amount: bigint): void {
    refuseIf(amount === 0n, "ZeroAmount");
    const held = this.escrowOf(asset) + amount;
    refuseIf(held > MAX_RESERVE, "EscrowFull");
    this.#escrow.set(asset, held);
  }

  /** The account of key and owner; their first deposit opens one. */
  #open(keyX: bigint, keyY: bigint, owner: Hex): number {
    const known = this.accountOf(keyX, keyY, owner);
    if (known !== undefined) return known;
    const accountIndex = this.#owners.size;
    refuseIf(accountIndex === ACCOUNTS, "AccountTreeFull");
    this.#owners.set(accountIndex, owner);
    this.#accounts.set(`${keyX} ${keyY} ${owner}`, accountIndex);
    this.#init.emit("AccountOpened", { accountIndex, owner, keyX, keyY });
    return accountIndex;
  }

  #queue(call: Call, tx: Partial<Transaction>, x = 0n, y = 0n): void {
    this.messages.push(call, messageOf({ ...NOOP, ...tx }, { x, y }));
  }
}

/** P10.3: a transaction that its account's owner may force. @throws Refusal `NotForceable`. */
function forcedTransaction(packed: Uint8Array): Transaction {
  let tx: Transaction;
  try {
    tx = unpackTransaction(packed);
  } catch {
    throw new Refusal("NotForceable");
  }
  // Well-formed and forced: a transfer, swap or withdrawal.
  refuseIf(!tx.forced || tx.failed || (tx.kind !== "transfer" && tx.amount === 0n), "NotForceable");
  return tx;
}
