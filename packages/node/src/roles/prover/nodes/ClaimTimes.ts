import { nodeAt, nodeKind } from "@trellis/protocol";
import type { UsualTimes } from "@trellis/strategy";
import type { KnownProposal } from "../../../proposals/KnownProposal.ts";
import type { NodeWatch } from "../../../proposals/NodeWatch.ts";

/** R15: what a block's seats show of how long proofs take: the time from each start claim to the seat's own proof. */
export class ClaimTimes {
  readonly #known: KnownProposal;
  readonly #usual: Pick<UsualTimes, "add" | "begin">;
  readonly #watch: NodeWatch;
  /** When a claim was first seen, by the node's number. */
  readonly #claimedAt = new Map<number, number>();

  constructor(known: KnownProposal, usual: Pick<UsualTimes, "add" | "begin">) {
    this.#known = known;
    this.#usual = usual;
    this.#watch = known.watchNodes();
  }

  /** Takes in what has changed. Call it regularly: a claim or proof counts from the call that found it. @param now - milliseconds. */
  update(now: number): void {
    for (const number of this.#watch.take()) {
      const node = nodeAt(number);
      const seat = this.#known.claimOf(node)?.seat;
      if (seat === undefined) continue;
      const isProven = this.#known.isToldBy(node, seat);
      const kind = nodeKind(node, this.#known.proposal.depth);
      const claimedAt = this.#claimedAt.get(number);
      if (claimedAt === undefined) {
        // Both are seen at once: nobody knows what lies between them.
        this.#claimedAt.set(number, isProven ? Number.POSITIVE_INFINITY : now);
        if (!isProven) this.#usual.begin(kind, seat, now);
      } else if (isProven && claimedAt <= now) {
        this.#usual.add(kind, seat, (now - claimedAt) / 1_000);
        this.#claimedAt.set(number, Number.POSITIVE_INFINITY);
      }
    }
  }
}
