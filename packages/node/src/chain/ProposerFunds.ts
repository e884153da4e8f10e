import type { L1Event } from "@trellis/l1";
import { proposalOf } from "@trellis/l1";
import { bondOf, type Proposal, type RollupSettings, TrackedMap } from "@trellis/protocol";
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
  /** Free balances by address, and escrows by commitment. For a store. */
  readonly tables = {
    balances: new TrackedMap<Hex, bigint>(),
    escrows: new TrackedMap<Hex, Escrow>(MAX_ESCROWS),
  };

  /** Free balance of an address, wei; 0 if it never deposited. */
  balanceOf(address: Hex): bigint {
    return this.tables.balances.get(address) ?? 0n;
  }

  /** A proposer's commitments whose bid and bond are in escrow, the oldest first. */
  escrowsOf(proposer: Hex): Escrow[] {
    return [...this.tables.escrows.values()].filter((escrow) => escrow.proposer === proposer);
  }

  /** Puts balances that L1 tells in place of those that events have led to. */
  setBalances(balances: ReadonlyMap<Hex, bigint>): void {
    this.tables.balances.clear();
    for (const [address, balance] of balances) this.#add(address, balance);
  }

  /** Applies an event. Events of other kinds change nothing. */
  apply(event: L1Event, { bond, bondBps }: Pick<RollupSettings, "bond" | "bondBps">): void {
    switch (event.eventName) {
      case "BalanceDeposited":
        this.#add(event.args.account, event.args.amount);
        break;
      case "BalanceWithdrawn":
        this.#add(event.args.account, -event.args.amount);
        break;
      case "Committed": {
        const { proposalId, proposer } = event.args;
        const proposal = proposalOf(event.args.proposal);
        const escrow = { proposalId, proposer, proposal, bond: bondOf(proposal.burnBid, bond, bondBps) };
        this.tables.escrows.set(proposalId, escrow);
        this.#add(proposer, -(proposal.burnBid + escrow.bond));
        break;
      }
      // R9: of a losing commitment, and of the leader of a round that ended without a proof.
      case "Refunded":
        this.tables.escrows.delete(event.args.proposalId);
        this.#add(event.args.proposer, event.args.amount);
        break;
      // The bid is burned; the bond comes back, with the fees that users paid on L2.
      case "Finalized": {
        const { proposalId, proposer, fees } = event.args;
        const given = this.tables.escrows.get(proposalId)?.bond ?? 0n;
        this.tables.escrows.delete(proposalId);
        this.#add(proposer, given + fees);
        break;
      }
    }
  }

  #add(address: Hex, amount: bigint): void {
    const balance = (this.tables.balances.get(address) ?? 0n) + amount;
    if (balance <= 0n) {
      this.tables.balances.delete(address);
      return;
    }
    if (!this.tables.balances.has(address) && this.tables.balances.size >= MAX_KNOWN) this.#dropPoorest();
    this.tables.balances.set(address, balance);
  }

  #dropPoorest(): void {
    let poorest: { key: Hex; balance: bigint } | undefined;
    for (const [key, balance] of this.tables.balances) {
      if (poorest === undefined || balance < poorest.balance) poorest = { key, balance };
    }
    if (poorest !== undefined) this.tables.balances.delete(poorest.key);
  }
}
