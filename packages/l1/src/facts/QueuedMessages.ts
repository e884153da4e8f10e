import { fromHex, unpackTransaction } from "@trellis/protocol";
import type { Hex } from "viem";
import type { WriteArgs } from "../contracts/contractAbis.ts";
import type { L1Event } from "../contracts/l1Events.ts";

/** A message that was queued on L1 (P10.3). Keys are zeros but for a deposit. */
export interface QueuedMessage {
  readonly index: bigint;
  readonly packed: Hex;
  readonly keyX: bigint;
  readonly keyY: bigint;
}

/** What `returnDeposit` takes. */
export type DepositReturn = WriteArgs<"bridge", "returnDeposit">;

/**
 * R12: the queue and the owners of accounts, from L1's events: what the escape is made from, besides the last state. Events must come in
 * order and without a gap since the deployment.
 */
export class QueuedMessages {
  readonly #messages: QueuedMessage[] = [];
  readonly #owners = new Map<number, Hex>();
  readonly #returned = new Set<bigint>();
  readonly #escaped = new Set<number>();
  #consumed = 0n;

  /** All messages since the deployment, in order. */
  get messages(): readonly QueuedMessage[] {
    return this.#messages;
  }

  /** Messages that final blocks have consumed. */
  get consumed(): bigint {
    return this.#consumed;
  }

  /** Who may withdraw from an account; undefined before it was opened. */
  ownerOf(accountIndex: number): Hex | undefined {
    return this.#owners.get(accountIndex);
  }

  /** R12: accounts of an owner that have not escaped yet, ascending. */
  accountsOf(owner: Hex): number[] {
    return [...this.#owners]
      .filter(([account, of]) => of === owner && !this.#escaped.has(account))
      .map(([account]) => account)
      .sort((a, b) => a - b);
  }

  /** R12: what returns the deposits that no block consumed, once the rollup has stopped. @param owner - whose; by default of all. */
  unreturnedDeposits(owner?: Hex): DepositReturn[] {
    return this.#messages
      .filter(
        ({ index, keyX, packed }) =>
          index >= this.#consumed &&
          keyX !== 0n &&
          !this.#returned.has(index) &&
          (owner === undefined || this.ownerOf(unpackTransaction(fromHex(packed)).to) === owner),
      )
      .map(({ index, packed, keyX, keyY }) => [index, packed, keyX, keyY]);
  }

  /** Adds the next event. Events of other kinds change nothing. */
  add(event: L1Event): void {
    switch (event.eventName) {
      case "MessageQueued": {
        const { index, packed, keyX, keyY } = event.args;
        this.#messages.push({ index, packed, keyX, keyY });
        return;
      }
      case "AccountOpened":
        this.#owners.set(event.args.accountIndex, event.args.owner);
        return;
      case "Finalized":
        this.#consumed = event.args.messagesConsumed;
        return;
      case "DepositReturned":
        this.#returned.add(event.args.index);
        return;
      case "Escaped":
        this.#escaped.add(event.args.accountIndex);
        return;
      default:
    }
  }
}
