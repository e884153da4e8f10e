import { BoundedMap, equalBytes, type Proposal, toHex } from "@trellis/protocol";
import type { GossipLimits } from "../limits/gossipLimits.ts";

/**
 * What gossip remembers by proposal, in any version of the mechanism. All of it is bounded. It serves only to recognise repeats and excess,
 * so losing an entry does no harm.
 */
export class ProposalMemory<Seen> {
  readonly #proposals: BoundedMap<string, Proposal>;
  readonly #records: BoundedMap<string, Seen>;
  readonly #newRecord: () => Seen;
  /**
   * Messages whose signature was found right, and by whose key or address. A message that waits is judged again and again; its signature
   * is checked once.
   */
  readonly #signed = new WeakMap<object, Uint8Array>();
  /** Accepted proposals by `proposer/height/round`. */
  readonly proposalCounts: BoundedMap<string, number>;
  /** When transactions were last accepted, in seconds of L1 time, and with which signature, by hexadecimal packed form and nonce. */
  readonly transactions: BoundedMap<string, { readonly at: bigint; readonly signature: Uint8Array }>;

  constructor(limits: Pick<GossipLimits, "knownProposals" | "knownTransactions">, newRecord: () => Seen) {
    this.#newRecord = newRecord;
    this.#proposals = new BoundedMap(limits.knownProposals, { touch: true });
    this.#records = new BoundedMap(limits.knownProposals, { touch: true });
    this.proposalCounts = new BoundedMap(limits.knownProposals * 4, { touch: true });
    this.transactions = new BoundedMap(limits.knownTransactions, { touch: true });
  }

  /** An accepted proposal by its hexadecimal id. */
  proposal(id: string): Proposal | undefined {
    return this.#proposals.get(id);
  }

  addProposal(proposalId: Uint8Array, proposal: Proposal): void {
    this.#proposals.set(toHex(proposalId), proposal);
  }

  /** Whether `signer` has signed a message, by `check` when it is asked for the first time. */
  isSigned(message: object, signer: Uint8Array, check: () => boolean): boolean {
    if (this.wasSigned(message, signer)) return true;
    if (!check()) return false;
    this.noteSigned(message, signer);
    return true;
  }

  /** Whether it was found that `signer` has signed a message, or a part of one. */
  wasSigned(message: object, signer: Uint8Array): boolean {
    const known = this.#signed.get(message);
    return known !== undefined && equalBytes(known, signer);
  }

  /** Notes that `signer` has signed a message, or a part of one. */
  noteSigned(message: object, signer: Uint8Array): void {
    this.#signed.set(message, signer);
  }

  /** Returns the messages seen about a proposal, by its hexadecimal id. Call it only for proposals that exist. */
  seen(id: string): Seen {
    return this.#records.getOrMake(id, this.#newRecord);
  }
}
