import type { L1Event } from "@trellis/l1";
import { afterFailure, BoundedMap, escalatedBond } from "@trellis/protocol";
import type { Hex } from "viem";
import type { ChainChange, ChainListener } from "./ChainFollower.ts";

/** Accounts whose balance is kept. Beyond that the poorest goes: it can afford the fewest proposals. */
const MAX_KNOWN = 65_536;
/** Commitments whose escrow is kept in mind; the oldest go first. */
const MAX_OPEN = 65_536;

/** What a commitment holds in escrow, wei. */
interface Escrow {
  readonly burnBid: bigint;
  readonly bond: bigint;
}

/** What proposers have deposited on L1 and not escrowed (P1.2), from L1's events alone: every change of a balance has one. */
export class ProposerBalances implements ChainListener {
  readonly #known = new Map<string, bigint>();
  /** P9.6: failures since the last win, where there are any. */
  readonly #failures = new Map<string, number>();
  readonly #open = new BoundedMap<Hex, Escrow>(MAX_OPEN);

  /** Balance in wei; 0 for an address that never deposited. */
  of(address: Hex): bigint {
    return this.#known.get(address) ?? 0n;
  }

  onChainChange({ view }: Pick<ChainChange, "view">): void {
    if (view.reset) this.clear();
    for (const event of view.events) this.apply(event, view.status.settings.bond);
  }

  /** Forgets everything: L1's events start anew. */
  clear(): void {
    this.#known.clear();
    this.#failures.clear();
    this.#open.clear();
  }

  /** @param bond - of the deployment, wei; escrowed with each bid, doubled by each failure (P9.6), and given back with it. */
  apply(event: L1Event, bond: bigint): void {
    switch (event.eventName) {
      case "BalanceDeposited":
        this.#add(event.args.account, event.args.amount);
        break;
      case "BalanceWithdrawn":
        this.#add(event.args.account, -event.args.amount);
        break;
      case "Committed":
        this.#escrow(event.args.proposalId, event.args.proposer, event.args.proposal.burnBid, bond);
        break;
      case "Refunded":
        this.#open.delete(event.args.proposalId);
        this.#add(event.args.proposer, event.args.amount);
        break;
      case "LeaderFailed":
        this.#add(event.args.proposer, this.#settle(event.args.proposalId)?.burnBid ?? 0n);
        this.#fail(event.args.proposer);
        break;
      case "ProposerFined":
        this.#add(event.args.proposer, -event.args.amount);
        this.#fail(event.args.proposer);
        break;
      case "Finalized": {
        const given = this.#settle(event.args.proposalId)?.bond ?? bond;
        this.#failures.delete(event.args.proposer);
        this.#add(event.args.proposer, given + event.args.fees + event.args.proposerReward);
        break;
      }
    }
  }

  #escrow(proposalId: Hex, proposer: Hex, burnBid: bigint, base: bigint): void {
    const bond = escalatedBond(base, this.#failures.get(proposer) ?? 0);
    this.#open.set(proposalId, { burnBid, bond });
    this.#add(proposer, -(burnBid + bond));
  }

  #settle(proposalId: Hex): Escrow | undefined {
    const escrow = this.#open.get(proposalId);
    this.#open.delete(proposalId);
    return escrow;
  }

  /** P9.6. Only who has led or won a bid is here, so bonds bound the number. */
  #fail(proposer: Hex): void {
    this.#failures.set(proposer, afterFailure(this.#failures.get(proposer) ?? 0));
  }

  #add(address: Hex, amount: bigint): void {
    const balance = (this.#known.get(address) ?? 0n) + amount;
    if (balance <= 0n) {
      this.#known.delete(address);
      return;
    }
    if (!this.#known.has(address) && this.#known.size >= MAX_KNOWN) this.#dropPoorest();
    this.#known.set(address, balance);
  }

  #dropPoorest(): void {
    let poorest: { key: string; balance: bigint } | undefined;
    for (const [key, balance] of this.#known) {
      if (poorest === undefined || balance < poorest.balance) poorest = { key, balance };
    }
    if (poorest !== undefined) this.#known.delete(poorest.key);
  }
}
