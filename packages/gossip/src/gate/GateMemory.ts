import {
  boundEntries,
  MAX_DEPTH,
  type NodeEntry,
  nodeCount,
  nodeNumber,
  type TreeNode,
} from "@trellis/protocol";
import type { Commitment } from "../GossipContext.ts";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import { CheckedVotes, type SignedVotes } from "./CheckedVotes.ts";
import { ProposalMemory } from "./ProposalMemory.ts";
import { SeenNotices } from "./SeenNotices.ts";

/** R2: whom an accepted transcript binds, two bytes a node. */
export class NamedSeats {
  readonly #transcriptRoot: bigint;
  readonly #seatsPlusOne = new Uint16Array(nodeCount(MAX_DEPTH));

  constructor(entries: Iterable<NodeEntry>, { transcriptRoot, committed }: Commitment) {
    this.#transcriptRoot = transcriptRoot;
    for (const [number, { seat }] of boundEntries(entries, committed)) this.#seatsPlusOne[number] = seat + 1;
  }

  /** Whether this is the transcript that L1 has. A reorganisation of L1 can put another one in its place. */
  isOf({ transcriptRoot }: Commitment): boolean {
    return this.#transcriptRoot === transcriptRoot;
  }

  /** The seat that is bound to the node; null for a vacant entry. */
  seat(node: TreeNode): number | null {
    const seatPlusOne = this.#seatsPlusOne[nodeNumber(node)]!;
    return seatPlusOne === 0 ? null : seatPlusOne - 1;
  }
}

/** R8: whose start claim for a node was accepted, and the fingerprint of its signature. */
export interface SeenClaim {
  readonly seat: number;
  readonly signature: number;
}

/** The messages that gossip has accepted about one proposal, to recognise repeats and excess. */
export class SeenMessages {
  /** Accepted votes by seat. */
  readonly votes = new Map<number, SignedVotes>();
  voteCount = 0;
  /** The accepted reveal's transcript. */
  named: NamedSeats | undefined;
  /** R8: accepted start claims, by node number. */
  readonly claims = new Map<number, SeenClaim>();
  readonly notices = new SeenNotices();
}

/** The memory of the gossip. */
export class GateMemory extends ProposalMemory<SeenMessages> {
  readonly checkedVotes: CheckedVotes;

  constructor(limits: GossipLimits) {
    super(limits, () => new SeenMessages());
    this.checkedVotes = new CheckedVotes(limits.checkedVotes);
  }
}
