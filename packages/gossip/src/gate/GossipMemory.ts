import { BoundedMap, type Proposal, toHex } from "@trellis/protocol";
import type { GossipLimits } from "../limits/GossipLimits.ts";

/** The messages that gossip has accepted about one proposal, to recognise repeats and excess. */
export class SeenMessages {
  /** Accepted votes by seat, each as one number of depth, index and slot. */
  readonly votes = new Map<number, Set<number>>();
  voteCount = 0;
  /** Hexadecimal roots of accepted transcripts. */
  readonly transcripts = new Set<string>();
  revealed = false;
  /** Seats whose proof of a node was accepted, by node number. */
  readonly proofs = new Map<number, Set<number>>();
}

/** The memory of gossip. All of it is bounded. It serves only to recognise repeats, so losing an entry does no harm. */
export class GossipMemory {
  readonly #proposals: BoundedMap<string, Proposal>;
  readonly #records: BoundedMap<string, SeenMessages>;
  /** Accepted proposals by `proposer/height/round`. */
  readonly proposalCounts: BoundedMap<string, number>;
  /** When transactions were last accepted, in seconds of L1 time, by hexadecimal packed form and nonce. */
  readonly transactions: BoundedMap<string, bigint>;

  constructor(limits: GossipLimits) {
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

  /** Returns the messages seen about a proposal, by its hexadecimal id. Call it only for proposals that exist. */
  seen(id: string): SeenMessages {
    return this.#records.getOrMake(id, () => new SeenMessages());
  }
}
