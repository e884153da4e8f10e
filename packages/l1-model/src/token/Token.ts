import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import type { Journal } from "../calls/Journal.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";

/** An allowance of this much is not used up. */
const UNLIMITED = (1n << 256n) - 1n;

/** An ERC-20 token: the native one, or the second asset of L2. */
export class Token {
  readonly #balances: JournalMap<Hex, bigint>;
  readonly #allowances: JournalMap<string, bigint>;
  readonly #supply: JournalCell<bigint>;

  constructor(journal: Journal) {
    this.#balances = new JournalMap(journal);
    this.#allowances = new JournalMap(journal);
    this.#supply = new JournalCell(journal, 0n);
  }

  balanceOf(account: Hex): bigint {
    return this.#balances.get(account) ?? 0n;
  }

  allowance(owner: Hex, spender: Hex): bigint {
    return this.#allowances.get(`${owner} ${spender}`) ?? 0n;
  }

  get totalSupply(): bigint {
    return this.#supply.value;
  }

  approve(call: Call, spender: Hex, amount: bigint): void {
    this.#allowances.set(`${call.from} ${spender}`, amount);
  }

  /** @throws Refusal `InsufficientBalance`. */
  transfer(call: Call, to: Hex, amount: bigint): void {
    refuseIf(this.balanceOf(call.from) < amount, "InsufficientBalance");
    this.#move(call.from, to, amount);
  }

  /** A contract takes tokens of `owner` for itself. @throws Refusal `TransferFromFailed`: balance or allowance is too low. */
  take(owner: Hex, contract: Hex, amount: bigint): void {
    const allowance = this.allowance(owner, contract);
    refuseIf(allowance < amount || this.balanceOf(owner) < amount, "TransferFromFailed");
    if (allowance !== UNLIMITED) this.#allowances.set(`${owner} ${contract}`, allowance - amount);
    this.#move(owner, contract, amount);
  }

  /** A contract pays out. @throws Refusal `TransferFailed`: it has not so much. */
  pay(contract: Hex, to: Hex, amount: bigint): void {
    refuseIf(this.balanceOf(contract) < amount, "TransferFailed");
    this.#move(contract, to, amount);
  }

  mint(to: Hex, amount: bigint): void {
    this.#supply.value += amount;
    this.#balances.set(to, this.balanceOf(to) + amount);
  }

  /** @throws Refusal `InsufficientBalance`. */
  burn(owner: Hex, amount: bigint): void {
    refuseIf(this.balanceOf(owner) < amount, "InsufficientBalance");
    this.#supply.value -= amount;
    this.#balances.set(owner, this.balanceOf(owner) - amount);
  }

  #move(from: Hex, to: Hex, amount: bigint): void {
    this.#balances.set(from, this.balanceOf(from) - amount);
    this.#balances.set(to, this.balanceOf(to) + amount);
  }
}
