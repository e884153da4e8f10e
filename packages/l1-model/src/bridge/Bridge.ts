import { isPublicKey } from "@trellis/field";
import {
  ACCOUNT_TREE_DEPTH,
  MAX_RESERVE,
  messageOf,
  NOOP,
  type Transaction,
  unpackTransaction,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refusal, refuseIf } from "../calls/refuseIf.ts";
import { ZERO_ADDRESS } from "../calls/zeroAddress.ts";
import type { BridgeInit } from "./BridgeInit.ts";
import { MessageQueue } from "./MessageQueue.ts";

const ACCOUNTS = 2 ** ACCOUNT_TREE_DEPTH;

/** Messages to L2, their escrow, and the end of a dead rollup (R12). Bridge.sol without withdrawals and escapes. */
export class Bridge {
  readonly messages: MessageQueue;
  readonly #init: BridgeInit;
  readonly #escrow: JournalMap<number, bigint>;
  readonly #owners: JournalMap<number, Hex>;
  readonly #accounts: JournalMap<string, number>;
  readonly #stopped: JournalCell<boolean>;

  constructor(init: BridgeInit) {
    this.#init = init;
    this.messages = new MessageQueue(init);
    this.#escrow = new JournalMap(init.journal);
    this.#owners = new JournalMap(init.journal);
    this.#accounts = new JournalMap(init.journal);
    this.#stopped = new JournalCell(init.journal, false);
  }

  get isStopped(): boolean {
    return this.#stopped.value;
  }

  /** Tokens held for L2. @throws Refusal `UnknownAsset`. */
  escrowOf(asset: number): bigint {
    refuseIf(asset > 1, "UnknownAsset");
    return this.#escrow.get(asset) ?? 0n;
  }

  accountOf(keyX: bigint, keyY: bigint, owner: Hex): number | undefined {
    return this.#accounts.get(`${keyX} ${keyY} ${owner}`);
  }

  ownerOf(accountIndex: number): Hex | undefined {
    return this.#owners.get(accountIndex);
  }

  /** P8.6 @returns the message's place and the account. */
  deposit(
    call: Call,
    asset: number,
    keyX: bigint,
    keyY: bigint,
    owner: Hex,
    amount: bigint,
    maxFee: bigint,
  ): { readonly index: bigint; readonly accountIndex: number } {
    this.#requireRunning();
    refuseIf(owner === ZERO_ADDRESS, "ZeroOwner");
    refuseIf(!isPublicKey({ x: keyX, y: keyY }), "InvalidL2Key");
    this.#takeIn(asset, amount);
    const to = this.#open(keyX, keyY, owner);
    const tx = { ...NOOP, kind: "deposit" as const, asset: asset as Transaction["asset"], to, amount };
    const index = this.messages.push(call, messageOf(tx, { x: keyX, y: keyY }), maxFee);
    this.#init.vault.collect(this.#init.address, asset, call.from, amount);
    return { index, accountIndex: to };
  }

  /** P10.1 @returns the message's place. */
  seedPool(call: Call, asset: number, amount: bigint, maxFee: bigint): bigint {
    this.#requireRunning();
    this.#takeIn(asset, amount);
    const tx = { ...NOOP, kind: "seed" as const, asset: asset as Transaction["asset"], amount };
    const index = this.messages.push(call, messageOf(tx), maxFee);
    this.#init.vault.collect(this.#init.address, asset, call.from, amount);
    return index;
  }

  /** P10.3 @returns the message's place. */
  forceTransaction(call: Call, packed: Uint8Array, maxFee: bigint): bigint {
    this.#requireRunning();
    const forced = forcedTransaction(packed);
    refuseIf(call.from !== this.ownerOf(forced.from), "NotOwner");
    refuseIf(forced.kind === "transfer" && forced.to >= this.#owners.size, "UnknownAccount");
    return this.messages.push(call, { packed, keyX: 0n, keyY: 0n }, maxFee);
  }

  /** By the rollup: a block became final. Its fees go to its proposer's balance. */
  consume(messageCount: bigint, fees: bigint, proposer: Hex): void {
    this.messages.setConsumed(messageCount);
    if (fees === 0n) return;
    this.release(0, fees);
    this.#init.vault.move(this.#init.address, 0, this.#init.auctionAddress, fees);
    this.#init.auction.balances.credit(proposer, fees);
  }

  /** Takes what leaves L2 off the escrow. @throws Refusal `Panic` where it holds less. */
  release(asset: number, amount: bigint): void {
    const left = this.escrowOf(asset) - amount;
    refuseIf(left < 0n, "Panic");
    this.#escrow.set(asset, left);
  }

  /** Takes an asset's tokens off the escrow and pays them to their owner. */
  payOut(asset: number, owner: Hex, amount: bigint): void {
    if (amount === 0n) return;
    this.release(asset, amount);
    this.#init.vault.pay(this.#init.address, asset, owner, amount);
  }

  /** R12: the oldest message has been due for too long, no block became final lately, and no proof waits. */
  stopRollup(call: Call): void {
    this.#requireRunning();
    const { blocks, auction, registry, settings } = this.#init;
    const { queued, consumed } = this.messages;
    const dueAt = this.messages.dueAt(consumed);
    const isOverdue = consumed < queued && call.time >= dueAt + BigInt(settings.escapeDelay);
    const isDead = isOverdue && call.time >= blocks.headFinalAt() + BigInt(settings.inclusionDelay);
    refuseIf(!isDead, "NotDead");
    refuseIf(blocks.pending() !== undefined, "ProofPending");
    this.#stopped.value = true;
    this.#init.emit("RollupStopped", { oldestMessage: consumed, dueAt });
    auction.stop();
    blocks.stop();
    registry.stop();
  }

  #requireRunning(): void {
    refuseIf(this.isStopped, "Stopped");
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
}

/** P10.3: a transaction that its account's owner may force. @throws Refusal `NotForceable`. */
function forcedTransaction(packed: Uint8Array): Transaction {
  let tx: Transaction;
  try {
    tx = unpackTransaction(packed);
  } catch {
    throw refusal("NotForceable");
  }
  refuseIf(!tx.forced || tx.failed || (tx.kind !== "transfer" && tx.amount === 0n), "NotForceable");
  return tx;
}
