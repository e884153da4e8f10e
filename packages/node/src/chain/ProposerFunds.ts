import { type L1Event, proposalOf } from "@trellis/l1";
import { afterFailure, BoundedMap, escalatedBond, type Proposal } from "@trellis/protocol";
import type { Hex } from "viem";

/** Most accounts whose balance is kept. The poorest is removed first: it can afford the fewest proposals. */
const MAX_KNOWN = 65_536;
/** Most escrows kept: two full rounds, and earlier ones that nobody has taken back. The oldest is removed first. */
const MAX_ESCROWS = 16_384;

/** A commitment whose bid and bond are in escrow (P5.3). */
export interface Escrow {
  readonly proposalId: Hex;
  readonly proposer: Hex;
  readonly proposal: Proposal;
  /** Wei. */
  readonly bond: bigint;
}

/** Proposers' funds on L1, free (P1.2) and in escrow, rebuilt from events alone: every change has one. */
export class ProposerFunds {
  readonly #known = new Map<string, bigint>();
  /** P9.6: failures since the last win, for addresses that have any. */
  readonly #failures = new Map<string, number>();
  readonly #escrows = new BoundedMap<Hex, Escrow>(MAX_ESCROWS);

  /** Free balance of an address, wei; 0 if it never deposited. */
  balanceOf(address: Hex): bigint {
    return this.#known.get(address) ?? 0n;
  }

  /** A proposer's commitments whose bid and bond are in escrow, the oldest first. */
  escrowsOf(proposer: Hex): Escrow[] {
    return [...this.#escrows.values()].filter((escrow) => escrow.proposer === proposer);
  }

  /** Clears everything, before L1's events are read again. */
  clear(): void {
    this.#known.clear();
    this.#failures.clear();
    this.#escrows.clear();
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
        this.#escrow(event.args.proposalId, event.args.proposer, proposalOf(event.args.proposal), bond);
        break;
      case "Refunded":
        this.#escrows.delete(event.args.proposalId);
        this.#add(event.args.proposer, event.args.amount);
        break;
      case "LeaderFailed":
        // P9.6: the bid comes back at once, the bond never does.
        this.#add(event.args.proposer, this.#settle(event.args.proposalId)?.proposal.burnBid ?? 0n);
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

  #escrow(proposalId: Hex, proposer: Hex, proposal: Proposal, base: bigint): void {
    const bond = escalatedBond(base, this.#failures.get(proposer) ?? 0);
    this.#escrows.set(proposalId, { proposalId, proposer, proposal, bond });
    this.#add(proposer, -(proposal.burnBid + bond));
  }

  #settle(proposalId: Hex): Escrow | undefined {
    const escrow = this.#escrows.get(proposalId);
    this.#escrows.delete(proposalId);
    return escrow;
  }

  /** P9.6. Only leaders and winners are stored, so their bonds bound the number. */
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
