import type { L1Event } from "@trellis/l1";
import type { Hex } from "viem";

/** Accounts whose balance is kept. Beyond that the poorest goes: it can afford the fewest proposals. */
const MAX_KNOWN = 65_536;

/** What proposers have deposited on L1 and not escrowed (P1.2), from L1's events alone: every change of a balance has one. */
export class ProposerBalances {
  readonly #known = new Map<string, bigint>();

  /** Balance in wei; 0 for an address that never deposited. */
  of(address: Hex): bigint {
    return this.#known.get(address.toLowerCase()) ?? 0n;
  }

  /** Forgets everything: L1's events start anew. */
  clear(): void {
    this.#known.clear();
  }

  /** @param bond - of the deployment, wei; escrowed with each bid and given back with it. */
  apply(event: L1Event, bond: bigint): void {
    switch (event.eventName) {
      case "BalanceDeposited":
        this.#add(event.args.account, event.args.amount);
        break;
      case "BalanceWithdrawn":
        this.#add(event.args.account, -event.args.amount);
        break;
      case "Committed":
        this.#add(event.args.proposer, -(event.args.proposal.burnBid + bond));
        break;
      case "Refunded":
        this.#add(event.args.proposer, event.args.amount);
        break;
      case "Finalized":
        this.#add(event.args.proposer, bond + event.args.fees + event.args.proposerReward);
        break;
    }
  }

  #add(address: Hex, amount: bigint): void {
    const key = address.toLowerCase();
    const balance = (this.#known.get(key) ?? 0n) + amount;
    if (balance <= 0n) {
      this.#known.delete(key);
      return;
    }
    if (!this.#known.has(key) && this.#known.size >= MAX_KNOWN) this.#dropPoorest();
    this.#known.set(key, balance);
  }

  #dropPoorest(): void {
    let poorest: { key: string; balance: bigint } | undefined;
    for (const [key, balance] of this.#known) {
      if (poorest === undefined || balance < poorest.balance) poorest = { key, balance };
    }
    if (poorest !== undefined) this.#known.delete(poorest.key);
  }
}
