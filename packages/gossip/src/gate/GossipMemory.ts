import { BoundedMap, type Proposal, toHex } from "@trellis/protocol";
import type { GossipLimits } from "../limits/GossipLimits.ts";

/** What gossip has accepted about one proposal, to tell repeats and excess. */
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

/** What gossip remembers, all of it bounded. Nothing here is needed to be right, only to tell repeats from news. */
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

  /** What is remembered about a proposal, by its hexadecimal id. Ask only for proposals that exist. */
  seen(id: string): SeenMessages {
    return this.#records.getOrMake(id, () => new SeenMessages());
  }
}
