import { poseidon2Hash } from "@trellis/field";
import {
  ACCOUNT_TREE_DEPTH,
  fromHex,
  poseidonPathRoot,
  rollingHash,
  toHex,
  unpackTransaction,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import { ZERO_ADDRESS } from "../calls/zeroAddress.ts";
import type { Bridge } from "./Bridge.ts";
import type { BridgeInit } from "./BridgeInit.ts";

/** R12: how everybody takes out what is theirs once the rollup has stopped. */
export class Escape {
  readonly #init: BridgeInit;
  readonly #bridge: Bridge;
  readonly #escaped: JournalMap<number, true>;
  readonly #returned: JournalMap<bigint, true>;

  constructor(init: BridgeInit, bridge: Bridge) {
    this.#init = init;
    this.#bridge = bridge;
    this.#escaped = new JournalMap(init.journal);
    this.#returned = new JournalMap(init.journal);
  }

  isEscaped(accountIndex: number): boolean {
    return this.#escaped.has(accountIndex);
  }

  /**
   * Pays an account's balances of the last final state to its owner, once.
   * @param account - the inputs of its leaf: key, nonce, balances. @param siblings - its path in the tree of accounts, from the leaf up.
   * @param state - the fields of which the state root is the hash; the first one is the root of the accounts.
   */
  escape(
    accountIndex: number,
    account: readonly bigint[],
    siblings: readonly bigint[],
    state: readonly bigint[],
  ): void {
    refuseIf(!this.#bridge.isStopped, "NotStopped");
    refuseIf(this.isEscaped(accountIndex), "AlreadyEscaped");
    refuseIf(siblings.length !== ACCOUNT_TREE_DEPTH, "WrongPathLength");
    refuseIf(poseidon2Hash([...state]) !== this.#init.blocks.stateRoot(), "WrongState");
    const reached = poseidonPathRoot(poseidon2Hash([...account]), accountIndex, siblings);
    refuseIf(reached !== state[0], "WrongState");
    this.#escaped.set(accountIndex, true);
    const owner = this.#bridge.ownerOf(accountIndex) ?? ZERO_ADDRESS;
    const [amount0, amount1] = [account[3]!, account[4]!];
    this.#init.emit("Escaped", { accountIndex, owner, amount0, amount1 });
    this.#bridge.payOut(0, owner, amount0);
    this.#bridge.payOut(1, owner, amount1);
  }

  /** Returns a deposit that no final block consumed to its account's owner. */
  returnDeposit(index: bigint, packed: Uint8Array, keyX: bigint, keyY: bigint): void {
    refuseIf(!this.#bridge.isStopped, "NotStopped");
    const { messages } = this.#bridge;
    refuseIf(index < messages.consumed || this.#returned.has(index), "MessageConsumed");
    const before = fromHex(messages.rollingHash(index));
    const rolling = toHex(rollingHash(before, { packed, keyX, keyY }));
    refuseIf(index >= messages.queued || rolling !== messages.rollingHash(index + 1n), "WrongMessage");
    const tx = unpackTransaction(packed);
    refuseIf(tx.kind !== "deposit", "WrongMessage");
    this.#returned.set(index, true);
    const owner: Hex = this.#bridge.ownerOf(tx.to) ?? ZERO_ADDRESS;
    this.#init.emit("DepositReturned", { index, owner, asset: BigInt(tx.asset), amount: tx.amount });
    this.#bridge.payOut(tx.asset, owner, tx.amount);
  }
}
