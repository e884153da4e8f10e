import { MAX_DEPTH, nodeCount, nodeNumber, type TreeNode } from "@trellis/protocol";
import { boundEntries, type NodeEntry } from "@trellis/protocol/second";
import { ProposalMemory } from "../gate/ProposalMemory.ts";
import { CheckedVotes, type SignedVotes } from "./CheckedVotes.ts";
import type { SecondGossipLimits } from "./limits.ts";
import type { SecondCommitment } from "./SecondGossipContext.ts";

/** R2: whom an accepted transcript binds, two bytes a node. */
export class NamedSeats {
  readonly #transcriptRoot: bigint;
  readonly #seatsPlusOne = new Uint16Array(nodeCount(MAX_DEPTH));

  constructor(entries: Iterable<NodeEntry>, { transcriptRoot, committed }: SecondCommitment) {
    this.#transcriptRoot = transcriptRoot;
    for (const [number, { seat }] of boundEntries(entries, committed)) this.#seatsPlusOne[number] = seat + 1;
  }

  /** Whether this is the transcript that L1 has. A reorganisation of L1 can put another one in its place. */
  isOf({ transcriptRoot }: SecondCommitment): boolean {
    return this.#transcriptRoot === transcriptRoot;
  }

  /** The seat that is bound to the node; null for a vacant entry. */
  seat(node: TreeNode): number | null {
    const seatPlusOne = this.#seatsPlusOne[nodeNumber(node)]!;
    return seatPlusOne === 0 ? null : seatPlusOne - 1;
  }
}

/** The second version's messages that gossip has accepted about one proposal, to recognise repeats and excess. */
export class SecondSeenMessages {
  /** Accepted votes by seat. */
  readonly votes = new Map<number, SignedVotes>();
  voteCount = 0;
  /** The accepted reveal's transcript. */
  named: NamedSeats | undefined;
  /** R8: the seat whose start claim for a node was accepted, by node number. */
  readonly claims = new Map<number, number>();
  /** Seats whose proof of a node was accepted, by node number. */
  readonly proofs = new Map<number, Set<number>>();
  /** How many proofs of each seat did not verify. */
  readonly badProofs = new Map<number, number>();
}

/** The memory of the second version's gossip. */
export class SecondMemory extends ProposalMemory<SecondSeenMessages> {
  readonly checkedVotes: CheckedVotes;

  constructor(limits: SecondGossipLimits) {
    super(limits, () => new SecondSeenMessages());
    this.checkedVotes = new CheckedVotes(limits.checkedBatches);
  }
}
