import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import type { AuctionInit } from "./AuctionInit.ts";

/** Proposers' balances in the auction's purse. */
export class ProposerBalances {
  readonly #init: AuctionInit;
  readonly #balances: JournalMap<Hex, bigint>;

  constructor(init: AuctionInit) {
    this.#init = init;
    this.#balances = new JournalMap(init.journal);
  }

  balanceOf(account: Hex): bigint {
    return this.#balances.get(account) ?? 0n;
  }

  depositBalance(call: Call, account: Hex, amount: bigint): void {
    this.credit(account, amount);
    this.#init.emit("BalanceDeposited", { account, payer: call.from, amount });
    this.#init.vault.collect(this.#init.address, 0, call.from, amount);
  }

  withdrawBalance(call: Call, amount: bigint): void {
    this.debit(call.from, amount);
    this.#init.emit("BalanceWithdrawn", { account: call.from, amount });
    this.#init.vault.pay(this.#init.address, 0, call.from, amount);
  }

  /** Adds what has been moved into the purse. @throws Refusal `BalanceOverflow`. */
  credit(account: Hex, amount: bigint): void {
    const balance = this.balanceOf(account) + amount;
    refuseIf(balance >> 128n !== 0n, "BalanceOverflow");
    this.#balances.set(account, balance);
  }

  /** @throws Refusal `InsufficientBalance`. */
  debit(account: Hex, amount: bigint): void {
    const balance = this.balanceOf(account);
    refuseIf(balance < amount, "InsufficientBalance");
    this.#balances.set(account, balance - amount);
  }
}
