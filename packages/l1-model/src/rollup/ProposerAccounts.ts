import { afterFailure, escalatedBond, smallest } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import type { RollupInit } from "./RollupInit.ts";

interface Account {
  readonly balance: bigint;
  readonly failures: number;
}

const NO_ACCOUNT: Account = { balance: 0n, failures: 0 };

/** Proposers' balances (P1.2) and their bonds (P9.6): ProposerAccounts.sol. */
export class ProposerAccounts {
  readonly #init: RollupInit;
  readonly #accounts: JournalMap<Hex, Account>;

  constructor(init: RollupInit) {
    this.#init = init;
    this.#accounts = new JournalMap(init.journal);
  }

  balanceOf(account: Hex): bigint {
    return this.#of(account).balance;
  }

  failuresOf(account: Hex): number {
    return this.#of(account).failures;
  }

  depositBalance(call: Call, account: Hex, amount: bigint): void {
    this.credit(account, amount);
    this.#init.emit("BalanceDeposited", { account, payer: call.from, amount });
    this.#init.token.take(call.from, this.#init.address, amount);
  }

  withdrawBalance(call: Call, amount: bigint): void {
    this.#debit(call.from, amount);
    this.#init.emit("BalanceWithdrawn", { account: call.from, amount });
    this.#init.token.pay(this.#init.address, call.from, amount);
  }

  /** P9.5: by the court. @returns what was taken and burned. */
  fine(call: Call, proposer: Hex, failures: number): bigint {
    refuseIf(call.from !== this.#init.court, "NotCourt");
    const bond = escalatedBond(this.#init.settings.bond, failures);
    const taken = smallest(bond, this.balanceOf(proposer));
    this.#debit(proposer, taken);
    this.#set(proposer, { failures: afterFailure(this.failuresOf(proposer)) });
    this.#init.emit("ProposerFined", { proposer, amount: taken });
    this.#init.token.burn(this.#init.address, taken);
    return taken;
  }

  /** P9.3: by the court. */
  payContest(call: Call, payout: Hex, amount: bigint): void {
    refuseIf(call.from !== this.#init.court, "NotCourt");
    this.#init.token.mint(payout, amount);
  }

  credit(account: Hex, amount: bigint): void {
    const balance = this.balanceOf(account) + amount;
    // The EVM's own word ends before the comparison.
    refuseIf(balance >> 256n !== 0n, "Panic");
    refuseIf(balance >> 128n !== 0n, "BalanceOverflow");
    this.#set(account, { balance });
  }

  /** Takes bid and bond. @returns the failures that the bond is for. */
  escrow(proposer: Hex, burnBid: bigint): number {
    const failures = this.failuresOf(proposer);
    this.#debit(proposer, burnBid + escalatedBond(this.#init.settings.bond, failures));
    return failures;
  }

  /** P9.6: the bid comes back, the bond does not, and the next one is higher. */
  fail(proposer: Hex, burnBid: bigint): void {
    this.credit(proposer, burnBid);
    this.#set(proposer, { failures: afterFailure(this.failuresOf(proposer)) });
  }

  /** A block that wins makes up for its proposer's failures. */
  forgive(proposer: Hex): void {
    this.#set(proposer, { failures: 0 });
  }

  #debit(account: Hex, amount: bigint): void {
    const balance = this.balanceOf(account);
    refuseIf(balance < amount, "InsufficientBalance");
    this.#set(account, { balance: balance - amount });
  }

  #of(account: Hex): Account {
    return this.#accounts.get(account) ?? NO_ACCOUNT;
  }

  #set(account: Hex, change: Partial<Account>): void {
    this.#accounts.set(account, { ...this.#of(account), ...change });
  }
}
